import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { connected, someBytes } from "../../testing/connected.ts";
import type { FakeService } from "../../testing/fake-service.ts";
import { problem, s3Error } from "../../testing/fake-service.ts";
import type { UploadOptions, UploadProgress, UploadStore } from "../types/upload.ts";
import { crc32 } from "../utils/crc32.ts";
import { checksumsOn } from "./checksums.ts";
import { connectOn } from "./connect-on.ts";
import { internalsOf } from "./internals.ts";
import { sendByFetch } from "./send-by-fetch.ts";
import { upload } from "./upload.ts";

// The clock of signatures, speeds and the limit of connections moves only with the requests of a test.
beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

const aFile = (bytes: Uint8Array<ArrayBuffer>, type = "") =>
  new File([bytes], "film.mp4", { lastModified: 1000, type });
const IN_PARTS: UploadOptions = { multipartFrom: 0, hedging: 0 };

const memoryStore = (): UploadStore & { texts: Map<string, string> } => {
  const texts = new Map<string, string>();
  return {
    texts,
    get: (key) => texts.get(key),
    set: (key, value) => void texts.set(key, value),
    delete: (key) => void texts.delete(key),
  };
};

describe("a signature that expires while its bytes wait for the only connection", () => {
  /** S3 refuses signatures after 10 s, and each request to it takes 6 s. */
  const strict = (service: FakeService) => {
    const signed = new Map<string, number>();
    const world = { refused: 0, hold: (_: string): Promise<void> | undefined => undefined };
    service.expiresIn = 10;
    const original = service.fetch;
    const keyOf = (url: URL) => `${url.pathname} ${url.searchParams.get("part")}`;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const url = new URL(String(input));
      if (!url.pathname.startsWith("/s3")) {
        const response = await original(input, init);
        const body = await response.clone().json();
        if (url.pathname === "/upload" && body.fields) signed.set(body.fields.key, performance.now());
        if (url.pathname === "/upload-parts")
          for (const part of body.parts) signed.set(keyOf(new URL(part.url)), performance.now());
        return response;
      }
      const id = url.searchParams.has("part")
        ? keyOf(url)
        : (/temp\/[\w-]+/.exec(await new Response(init?.body as Blob).text())?.[0] ?? "");
      await world.hold(url.searchParams.get("part") ?? "");
      init?.signal?.throwIfAborted();
      const late = performance.now() - (signed.get(id) ?? 0) > 10_000;
      vi.advanceTimersByTime(6000);
      if (!late) return original(input, init);
      world.refused++;
      return s3Error(403, "AccessDenied");
    };
    return Object.assign(world, { fetch });
  };

  const prepare = () => {
    const { service } = connected();
    const world = strict(service);
    const malote = connectOn(
      { send: sendByFetch(world.fetch), crc32, connections: { start: 1, most: 1 } },
      { url: service.origin, token: "t", fetch: world.fetch, retryDelay: 0, retries: 2 },
    );
    return { service, malote, world };
  };

  it("is renewed before the part is sent", async () => {
    const { service, malote, world } = prepare();

    await Promise.all(
      Array.from({ length: 4 }, (_, i) => upload(malote, aFile(someBytes(3000, i)), IN_PARTS)),
    );

    expect(world.refused).toBe(0);
    expect([...service.files.values()].map(({ status }) => status)).toEqual(Array(4).fill("uploaded"));
  });

  it("is renewed before the form is sent", async () => {
    const { service, malote, world } = prepare();

    await Promise.all(Array.from({ length: 6 }, (_, i) => upload(malote, someBytes(10, i), { name: "a" })));

    expect(world.refused).toBe(0);
    expect([...service.files.values()].map(({ status }) => status)).toEqual(Array(6).fill("uploaded"));
  });

  it("is renewed before a slow part is sent a second time", async () => {
    const { service } = connected();
    const world = strict(service);
    const malote = connectOn(
      { send: sendByFetch(world.fetch), crc32, connections: { start: 4, most: 4 } },
      { url: service.origin, token: "t", fetch: world.fetch, retryDelay: 0, retries: 0 },
    );
    let held = 0;
    world.hold = (part) => {
      if (part !== "3" || held++ > 0) return undefined;
      return new Promise((resolve) => {
        // Until the second attempt has arrived.
        const timer = setInterval(() => {
          if (held < 2) return;
          clearInterval(timer);
          resolve();
        }, 5);
      });
    };
    const bytes = someBytes(9000);

    await upload(malote, aFile(bytes), { multipartFrom: 0 });

    expect(held).toBe(2);
    expect([...service.files.values()][0]?.bytes?.equals(bytes)).toBe(true);
  });
});

test.each([
  ["file", (bytes: Uint8Array<ArrayBuffer>) => aFile(bytes)],
  ["stream", (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]).stream()],
])("one %s alone uses more connections while this makes it faster", async (kind, open) => {
  const options = { ...IN_PARTS, name: "a", ...(kind === "stream" && { size: 300_000 }) };
  const { service } = connected();
  const malote = connectOn(
    { send: sendByFetch(service.fetch), crc32, connections: { start: 2, most: 8 } },
    { url: service.origin, token: "t", fetch: service.fetch },
  );
  const { pool } = internalsOf(malote);
  service.faults.push(({ method }) => {
    if (method === "PUT") vi.advanceTimersByTime(400 / pool.active);
    return undefined;
  });

  await upload(malote, open(someBytes(300_000)), options);

  expect(pool.limit).toBe(8);
});

describe("another key of the caller's than the remembered one", () => {
  /** An upload under the key `first` that was interrupted. `send` sends the same file under another key. */
  const interrupted = async () => {
    const { service, malote } = connected({ retries: 0 });
    const options = { ...IN_PARTS, store: memoryStore() };
    const send = (idempotencyKey: string) =>
      upload(malote, aFile(someBytes(5000)), { ...options, idempotencyKey });
    service.faults.push(({ method }) => (method === "PUT" ? "drop" : undefined));
    await expect(send("first")).rejects.toMatchObject({ code: "network" });
    service.faults.length = 0;
    return { service, send };
  };

  it("is another upload: the plan of the first one is not continued", async () => {
    const { service, send } = await interrupted();
    const second = await send("second");
    const again = await send("second");

    expect(service.files.size).toBe(2);
    expect(again.file_id).toBe(second.file_id);
  });

  it("is not in the way when the first upload is gone", async () => {
    const { service, send } = await interrupted();
    service.files.clear();

    await send("second");

    expect([...service.files.values()].map(({ bytes }) => bytes?.length)).toEqual([5000]);
  });
});

describe("the error of a stream", () => {
  it("whose key belongs to a file that has arrived says to use another key", async () => {
    const { malote } = connected();
    const bytes = someBytes(3000);
    const options = { ...IN_PARTS, name: "a", size: 3000, idempotencyKey: "k" };
    await upload(malote, new Blob([bytes]).stream(), options);

    await expect(upload(malote, new Blob([bytes]).stream(), options)).rejects.toMatchObject({
      name: "MaloteError",
      code: "key-used",
      message: expect.stringContaining("another key"),
    });
  });

  test.each([
    ["parts", IN_PARTS],
    ["one POST", {}],
  ])("that fails after its last byte, in %s, is that of any other read", async (_, options) => {
    const { malote } = connected();
    const cause = new Error("the sender is gone");
    let pulls = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => (pulls++ === 0 ? controller.enqueue(someBytes(3000)) : controller.error(cause)),
    });

    await expect(upload(malote, stream, { ...options, name: "a", size: 3000 })).rejects.toMatchObject({
      code: "file-changed",
      cause,
    });
  });
});

describe("a 2xx response that is not S3's", () => {
  const portal = () => new Response("<html><body>Sign in to the network</body></html>", { status: 200 });

  test.each([
    ["a form", {}, portal],
    ["a form, without a body", {}, () => new Response(null, { status: 200 })],
    ["a part", IN_PARTS, portal],
  ])("is no success of %s", async (_, options, response) => {
    const { service, malote } = connected({ retries: 2 });
    let left = 2;
    service.faults.push(({ path }) => (path.startsWith("/s3") && left-- > 0 ? response() : undefined));
    const bytes = someBytes(900);

    await upload(malote, aFile(bytes), { ...options, confirm: false });

    const [file] = service.files.values();
    expect(file?.bytes ?? file?.parts.get(1)).toEqual(Buffer.from(bytes));
    left = 3;
    await expect(upload(malote, aFile(bytes), { ...options, confirm: false })).rejects.toMatchObject({
      code: "network",
      retryable: true,
    });
  });
});

describe("an upload for another user whose confirmation was lost", () => {
  const interrupted = async (bytes: Uint8Array<ArrayBuffer>, status: string) => {
    const { service, malote } = connected({ retries: 0 });
    const store = memoryStore();
    const send = (some: Uint8Array<ArrayBuffer>) =>
      upload(malote, aFile(some), { ...IN_PARTS, store, onBehalfOf: "someone" });
    service.faults.push(({ path, method }) => {
      if (path.startsWith("/files/") && method === "GET") return problem(404, "file-not-found");
      return path === "/confirm-upload" && store.texts.size > 0 && first ? "drop-response" : undefined;
    });
    let first = true;
    await expect(send(bytes)).rejects.toMatchObject({ code: "network" });
    first = false;
    for (const file of service.files.values()) file.status = status;
    service.requests.length = 0;
    return { service, send };
  };

  test.each(["uploaded", "processing", "completed"])("makes no second file in %s", async (status) => {
    const bytes = someBytes(5000);
    const { service, send } = await interrupted(bytes, status);

    await expect(send(bytes)).resolves.toMatchObject({ file_id: [...service.files.keys()][0], status });

    expect(service.files.size).toBe(1);
    expect(service.count("PUT", "/s3")).toBe(0);
  });

  it("makes no second file while S3 completes the upload, and does not know it any more", async () => {
    const bytes = someBytes(5000);
    const { service, send } = await interrupted(bytes, "processing");
    service.faults.push(({ path }) =>
      path === "/upload-parts" ? problem(410, "upload-expired") : undefined,
    );

    await send(bytes);

    expect(service.files.size).toBe(1);
  });

  it("makes a second file of other bytes", async () => {
    const bytes = someBytes(100_000);
    const { service, send } = await interrupted(bytes, "completed");
    const changed = bytes.slice();
    changed.set([1, 2, 3], 80_500);

    await send(changed);

    expect([...service.files.values()].map((file) => file.bytes?.equals(changed))).toEqual([false, true]);
  });
});

test.each([
  ["tags", { tags: { trip: "porto" } }],
  ["type", { type: "video/webm" }],
])("an upload that is begun again with another value of %s is another file", async (name, changed) => {
  const { service, malote } = connected({ retries: 0 });
  const store = memoryStore();
  const options: UploadOptions = { ...IN_PARTS, store, tags: { trip: "lisbon" }, type: "video/mp4" };
  service.faults.push(({ path, query }) =>
    path.startsWith("/s3") && query.get("part") === "3" ? "drop" : undefined,
  );
  await expect(upload(malote, aFile(someBytes(5000)), options)).rejects.toMatchObject({ code: "network" });
  service.faults.length = 0;

  await upload(malote, aFile(someBytes(5000)), { ...options, ...changed });

  const [begun, other] = service.files.values();
  expect(begun?.status).toBe("pending");
  expect(other).toMatchObject({ status: "uploaded", body: changed });
  expect(other?.body).toHaveProperty(name);
});

describe("progress", () => {
  const reporting = () => {
    const reports: UploadProgress[] = [];
    return { reports, onProgress: (progress: UploadProgress) => void reports.push(progress) };
  };

  it("counts a part once that the service missed", async () => {
    const { service, malote } = connected();
    const { reports, onProgress } = reporting();
    service.faults.push(({ path, method }) => {
      if (method === "PUT") vi.advanceTimersByTime(200);
      if (path === "/confirm-upload" && service.count("POST", "/confirm-upload") === 1)
        [...service.files.values()][0]?.parts.delete(2);
      return undefined;
    });

    await upload(malote, aFile(someBytes(5000)), { ...IN_PARTS, onProgress });

    expect(service.count("PUT", "/s3")).toBe(6);
    expect(reports.at(-1)).toMatchObject({ bytes: 5000, parts: 5, totalParts: 5 });
    expect(Math.max(...reports.map(({ parts }) => parts))).toBe(5);
  });

  it("does not take the parts of an earlier attempt for speed", async () => {
    const { service, malote } = connected({ retries: 0, connections: 1 });
    const { reports, onProgress } = reporting();
    const store = memoryStore();
    service.faults.push(({ query }) => (query.get("part") === "15" ? "drop" : undefined));
    const bytes = someBytes(20_000);
    await expect(upload(malote, aFile(bytes), { ...IN_PARTS, store })).rejects.toMatchObject({
      code: "network",
    });
    service.faults.length = 0;
    // One part in each second.
    service.faults.push(({ method }) => void (method === "PUT" && vi.advanceTimersByTime(1000)));

    await upload(malote, aFile(bytes), { ...IN_PARTS, store, onProgress });

    expect(reports[0]).toMatchObject({ bytes: 14_000, parts: 14 });
    expect(Math.max(...reports.map(({ bytesPerSecond }) => bytesPerSecond))).toBeLessThanOrEqual(1001);
  });

  it.each([
    ["one POST", {}, 1],
    ["parts", IN_PARTS, undefined],
  ])("of a file that has arrived before ends with all of it, in %s", async (_, options, parts) => {
    const { malote } = connected();
    const again: UploadOptions = { ...options, idempotencyKey: "k" };
    await upload(malote, aFile(someBytes(5000)), again);
    const { reports, onProgress } = reporting();

    await upload(malote, aFile(someBytes(5000)), { ...again, onProgress });

    expect(reports.at(-1)).toMatchObject({ bytes: 5000, totalBytes: 5000, secondsLeft: 0 });
    expect(reports.at(-1)).toMatchObject({ totalParts: parts, parts: parts ?? 0 });
  });
});

describe("an abort", () => {
  it("that came before the upload ends the stream that was given", async () => {
    const { service, malote } = connected();
    const cancel = vi.fn();
    const stream = new ReadableStream<Uint8Array>({ cancel });

    await expect(
      upload(malote, stream, { name: "a", size: 3, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ name: "AbortError" });

    expect(cancel).toHaveBeenCalledOnce();
    expect(service.requests).toEqual([]);
  });

  test.each([
    ["one POST", {}],
    ["parts", IN_PARTS],
  ])("does not wait for a checksum, in %s", async (_, options) => {
    const abort = new AbortController();
    const checksums = vi.fn(() => new Promise<number>(() => {}));
    const { malote } = connected({ checksums });
    const task = upload(malote, aFile(someBytes(3000)), { ...options, signal: abort.signal });
    await expect.poll(() => checksums.mock.calls.length).toBeGreaterThan(0);

    abort.abort();

    await expect(task).rejects.toMatchObject({ name: "AbortError" });
  });

  it("ends the reading for a checksum", async () => {
    const abort = new AbortController();
    let read = 0;
    const slice = {
      size: 1000,
      async *chunks() {
        for (; read < 1000; read++) {
          if (read === 2) abort.abort();
          yield someBytes(1);
        }
      },
    };

    await checksumsOn(crc32)(slice, abort.signal);

    expect(read).toBe(2);
  });
});
