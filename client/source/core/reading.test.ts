import { describe, expect, it, test, vi } from "vitest";
import { connected, someBytes } from "../../testing/connected.ts";
import { problem, s3Error } from "../../testing/fake-service.ts";
import { uncaughtDuring } from "../../testing/uncaught.ts";
import type { StatusView } from "../types/service.ts";
import { connect } from "./connect.ts";
import { download } from "./download.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { status } from "./status.ts";
import { upload } from "./upload.ts";
import { waitFor } from "./wait-for.ts";

const FAST = { interval: 10, maxInterval: 10 };

const uploaded = async (length = 100_000) => {
  const { service, malote } = connected();
  const bytes = someBytes(length);
  const { file_id } = await upload(malote, bytes, { name: "a.bin" });
  service.requests.length = 0;
  const complete = () => {
    const file = service.files.get(file_id);
    if (file) file.status = "completed";
  };
  return { service, malote, bytes, file_id, complete };
};

describe("waitFor", () => {
  it("returns the completed file, and reports each status once", async () => {
    const { service, malote, file_id } = await uploaded();
    service.statuses = ["uploaded", "processing", "processing", "completed"];
    const seen: string[] = [];

    const file = await waitFor(malote, file_id, { ...FAST, onStatus: ({ status }) => seen.push(status) });

    expect(file.status).toBe("completed");
    expect(seen).toEqual(["uploaded", "processing", "completed"]);
  });

  it("sends the ETag, so that an unchanged status costs a 304", async () => {
    const { service, malote, file_id } = await uploaded();
    service.faults.push(() => {
      if (service.requests.length === 5) service.statuses = ["completed"];
      return undefined;
    });

    await waitFor(malote, file_id, FAST);

    expect(service.requests.map(({ headers }) => headers.get("if-none-match"))).toEqual([
      null,
      '"2"',
      '"2"',
      '"2"',
      '"2"',
    ]);
  });

  test.each(["error", "expired", "quarantined"])("fails when the file is %s", async (end) => {
    const { service, malote, file_id } = await uploaded();
    service.statuses = [end];

    await expect(waitFor(malote, file_id, FAST)).rejects.toMatchObject({
      name: "FileFailed",
      code: "file-failed",
      file: { file_id, status: end },
    });
  });

  it("waits on with a status that it does not know", async () => {
    const { service, malote, file_id } = await uploaded();
    service.statuses = ["scanning", "completed"];
    await expect(waitFor(malote, file_id, FAST)).resolves.toMatchObject({ status: "completed" });
  });

  it("ends after its timeout, when it is aborted, and when the file is gone", async () => {
    const { malote, file_id, service } = await uploaded();
    await expect(waitFor(malote, file_id, { ...FAST, timeout: 1 })).rejects.toMatchObject({
      code: "wait-timeout",
    });
    await expect(waitFor(malote, file_id, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
    service.files.clear();
    await expect(waitFor(malote, file_id, FAST)).rejects.toMatchObject({
      code: "file-not-found",
      status: 404,
    });
  });
});

describe("the timeout of waitFor", () => {
  it("ends it while the network fails, or while a request gets no response", async () => {
    const { service, malote } = connected({ retries: 100, retryDelay: 60_000, maxRetryDelay: 60_000 });
    service.faults.push(() => "drop");
    await expect(waitFor(malote, "x", { timeout: 50 })).rejects.toMatchObject({
      code: "wait-timeout",
      retryable: true,
      message: expect.stringContaining("no response"),
    });

    const silent = connected({
      fetch: (_, init) =>
        new Promise((_, reject) =>
          init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
        ),
    });
    await expect(waitFor(silent.malote, "x", { timeout: 50 })).rejects.toMatchObject({
      code: "wait-timeout",
    });
  });

  it("is no abort, and an abort is no timeout", async () => {
    const { malote, file_id } = await uploaded();
    const controller = new AbortController();
    const waiting = waitFor(malote, file_id, {
      ...FAST,
      timeout: 60_000,
      signal: controller.signal,
      onStatus: () => controller.abort(),
    });
    await expect(waiting).rejects.toMatchObject({ code: "aborted" });
    await expect(waitFor(malote, file_id, { ...FAST, timeout: 30 })).rejects.toMatchObject({
      code: "wait-timeout",
      message: expect.stringContaining("uploaded"),
    });
  });

  it("may be longer than a timer of the platform", async () => {
    const { service, malote, file_id } = await uploaded();
    service.statuses = ["processing", "completed"];
    await expect(waitFor(malote, file_id, { ...FAST, timeout: 2 ** 31 })).resolves.toMatchObject({ file_id });
    await expect(
      waitFor(malote, file_id, { ...FAST, timeout: Number.POSITIVE_INFINITY }),
    ).resolves.toMatchObject({ file_id });
  });
});

test.each([
  ["timeout", Number.NaN],
  ["timeout", -1],
  ["interval", Number.NaN],
  ["interval", 0],
  ["interval", 9],
  ["maxInterval", 9],
  ["maxInterval", Number.NaN],
])("waitFor refuses %s %d", async (name, value) => {
  const { service, malote } = connected();
  await expect(waitFor(malote, "x", { [name]: value })).rejects.toThrow(new RegExp(`^${name} must be`));
  expect(service.requests).toHaveLength(0);
});

test("an onStatus that throws does not end waitFor", async () => {
  const { service, malote, file_id } = await uploaded();
  service.statuses = ["uploaded", "completed"];
  const onStatus = () => {
    throw new Error("no such element");
  };
  const thrown = await uncaughtDuring(() => waitFor(malote, file_id, { ...FAST, onStatus }));
  expect(thrown).toHaveLength(2);
});

test("status returns one file, or many in order with a problem for each that is not there", async () => {
  const { service, malote, file_id } = await uploaded();

  await expect(status(malote, file_id)).resolves.toMatchObject({ file_id, status: "uploaded" });
  await expect(status(malote, "none")).rejects.toMatchObject({ code: "file-not-found" });

  const ids = [...Array.from({ length: 50 }, () => file_id), "none"];
  const many = await status(malote, ids);
  expect(many).toHaveLength(51);
  expect((many[49] as StatusView).status).toBe("uploaded");
  expect(many[50]).toMatchObject({ file_id: "none", problem: { code: "file-not-found" } });
  expect(service.requests.map(({ query }) => query.getAll("file_id").length)).toEqual([1, 1, 50, 1]);
});

test("list reads page after page, only as they are needed, with its filters", async () => {
  const { service, malote } = connected();
  for (let i = 0; i < 5; i++) await upload(malote, someBytes(1), { name: `${i}.txt` });
  service.requests.length = 0;

  const names: string[] = [];
  for await (const { file_name } of list(malote, { status: "uploaded", tags: { album: "a b" } }))
    names.push(file_name);

  expect(names).toEqual(["0.txt", "1.txt", "2.txt", "3.txt", "4.txt"]);
  expect(service.requests.map(({ query }) => String(query))).toEqual([
    "status=uploaded&tag=album%3Aa+b",
    "status=uploaded&tag=album%3Aa+b&cursor=2",
    "status=uploaded&tag=album%3Aa+b&cursor=4",
  ]);
  service.requests.length = 0;
  for await (const _ of list(malote)) break;
  expect(service.requests).toHaveLength(1);
});

test("get returns the record, and remove deletes it", async () => {
  const { malote, service, file_id } = await uploaded();
  await expect(get(malote, file_id)).resolves.toMatchObject({ file_id, len: 100_000 });
  await remove(malote, file_id);
  expect(service.files.size).toBe(0);
  await expect(remove(malote, file_id)).rejects.toMatchObject({ code: "file-not-found" });
});

test("remove asks for keepalive only if it should outlive the page", async () => {
  const { service, file_id } = await uploaded();
  const sent: [string | undefined, boolean | undefined][] = [];
  const malote = connect({
    url: service.origin,
    token: "token",
    fetch: (url, init) => {
      sent.push([init?.method, init?.keepalive]);
      return service.fetch(url, init);
    },
  });
  await remove(malote, file_id, { keepalive: true });
  await remove(malote, file_id).catch(() => {});
  expect(sent).toEqual([
    ["DELETE", true],
    ["DELETE", false],
  ]);
});

test("remove whose first response was lost has removed the file", async () => {
  const { malote, service, file_id } = await uploaded();
  let lost = false;
  service.faults.push(() => {
    if (lost) return undefined;
    lost = true;
    return "drop-response";
  });
  await expect(remove(malote, file_id)).resolves.toBeUndefined();
});

describe("download", () => {
  it("returns the bytes as a Blob, as a stream, and a range of them", async () => {
    const { malote, bytes, file_id, complete } = await uploaded();
    complete();

    const blob = await download(malote, file_id).blob();
    const streamed = await new Response(download(malote, file_id).stream()).bytes();
    const range = await download(malote, file_id, { start: 10, end: 20 }).blob();

    expect(Buffer.from(await blob.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Buffer.from(streamed).equals(bytes)).toBe(true);
    expect(Buffer.from(await range.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
  });

  it("of no bytes requests none", async () => {
    const { service, malote, file_id, complete } = await uploaded();
    complete();
    await expect(download(malote, file_id, { start: 0, end: 0 }).blob()).resolves.toMatchObject({ size: 0 });
    expect(service.count("GET", "/s3")).toBe(0);
  });

  it("of an empty file is empty", async () => {
    const { malote, file_id, complete } = await uploaded(0);
    complete();
    await expect(download(malote, file_id).blob()).resolves.toMatchObject({ size: 0 });
  });

  it("refuses a range that begins after the end of the file", async () => {
    const { service, malote, bytes, file_id, complete } = await uploaded();
    complete();
    await expect(download(malote, file_id, { start: bytes.length + 1 }).blob()).rejects.toThrow(
      "start must be a number from 0 to 100000, and is 100001.",
    );
    await expect(download(malote, file_id, { start: bytes.length }).blob()).resolves.toMatchObject({
      size: 0,
    });
    expect(service.count("GET", "/s3")).toBe(0);
  });

  it("of a range fails if the storage ignores the range", async () => {
    const { service, malote, bytes, file_id, complete } = await uploaded();
    complete();
    service.faults.push(({ path }) => (path.startsWith("/s3") ? new Response(bytes) : undefined));
    await expect(download(malote, file_id, { end: 10 }).blob()).rejects.toMatchObject({
      code: "unexpected-response",
      retryable: false,
    });
    await expect(download(malote, file_id, { start: 5 }).blob()).rejects.toMatchObject({
      code: "unexpected-response",
    });
  });

  it("whose stream is cancelled ends its connection at once", async () => {
    let ended = false;
    const { service, bytes, file_id, complete } = await uploaded();
    complete();
    const stalling = connected({
      fetch: async (input, init) => {
        if (!String(input).includes("/s3")) return service.fetch(input, init);
        const body = new ReadableStream({
          start(stream) {
            stream.enqueue(bytes.subarray(0, 10));
            init?.signal?.addEventListener("abort", () => {
              ended = true;
              stream.error(init.signal?.reason);
            });
          },
        });
        return new Response(body);
      },
    });
    const added = new AbortController();
    const listeners = vi.spyOn(added.signal, "removeEventListener");
    const reader = download(stalling.malote, file_id, { signal: added.signal }).stream().getReader();
    expect((await reader.read()).value).toHaveLength(10);
    const read = reader.read();
    // Now the second read waits for the connection.
    await new Promise((resolve) => setImmediate(resolve));

    await reader.cancel();

    expect(ended).toBe(true);
    await expect(read).resolves.toMatchObject({ done: true });
    expect(listeners).toHaveBeenCalled();
  });

  it("does not wait for a Retry-After of hours", async () => {
    const { service, malote, file_id, complete } = await uploaded();
    complete();
    service.faults.push(({ path }) =>
      path.startsWith("/s3")
        ? new Response("", { status: 503, headers: { "Retry-After": "7200" } })
        : undefined,
    );
    await expect(download(malote, file_id).blob()).rejects.toMatchObject({
      code: "storage",
      retryAfter: 7200,
    });
  });

  it("with an onProgress that throws returns the bytes", async () => {
    const { malote, file_id, complete } = await uploaded();
    complete();
    const onProgress = () => {
      throw new Error("no such element");
    };
    const thrown = await uncaughtDuring(async () => {
      await expect(download(malote, file_id, { onProgress }).blob()).resolves.toMatchObject({
        size: 100_000,
      });
    });
    expect(thrown.length).toBeGreaterThan(0);
  });

  it("continues at the next byte when the connection is cut off", async () => {
    const { service, malote, bytes, file_id, complete } = await uploaded();
    complete();
    let cuts = 3;
    service.faults.push(({ path, headers }) => {
      const start = Number(/^bytes=(\d+)-/.exec(headers.get("range") ?? "")?.[1] ?? 0);
      if (!path.startsWith("/s3") || cuts-- <= 0) return undefined;
      return new Response(bytes.subarray(start, start + 30_000), { status: 206, headers: { ETag: '"o"' } });
    });

    const blob = await download(malote, file_id).blob();

    expect(Buffer.from(await blob.arrayBuffer()).equals(bytes)).toBe(true);
    const reads = service.requests.filter(({ path }) => path.startsWith("/s3"));
    expect(reads.map(({ headers }) => headers.get("range"))).toEqual([
      null,
      "bytes=30000-99999",
      "bytes=60000-99999",
      "bytes=90000-99999",
    ]);
    expect(reads[1]?.headers.get("if-match")).toBe('"o"');
  });

  it("gets a new URL when the old one has expired", async () => {
    const { service, malote, bytes, file_id, complete } = await uploaded();
    complete();
    service.faults.push(({ path }) => {
      if (path.startsWith("/s3") && service.generation === 0) service.generation = 1;
      return undefined;
    });
    const blob = await download(malote, file_id).blob();
    expect(blob.size).toBe(bytes.length);
  });

  it("fails if a bit is wrong", async () => {
    const { service, malote, bytes, file_id, complete } = await uploaded();
    complete();
    const wrong = bytes.slice();
    wrong[500] = (wrong[500] ?? 0) ^ 1;
    service.faults.push(({ path }) =>
      path.startsWith("/s3") ? new Response(wrong, { status: 206 }) : undefined,
    );

    await expect(download(malote, file_id).blob()).rejects.toMatchObject({ code: "checksum-differs" });
  });

  it("fails at once if the file is not completed, or S3 does not have it", async () => {
    const { service, malote, file_id, complete } = await uploaded();
    await expect(download(malote, file_id).blob()).rejects.toMatchObject({ code: "not-completed" });
    complete();
    service.faults.push(({ path }) => (path.startsWith("/s3") ? s3Error(404, "NoSuchKey") : undefined));
    await expect(download(malote, file_id).blob()).rejects.toMatchObject({ s3Code: "NoSuchKey" });
  });
});

test("a problem of the service that this version does not know is passed on", async () => {
  const { service, malote } = connected();
  service.faults.push(() => problem(429, "quota-exceeded", { limit: 5 }));
  await expect(status(malote, "x")).rejects.toMatchObject({
    code: "quota-exceeded",
    status: 429,
    retryable: true,
  });
});
