import { describe, expect, it, test } from "vitest";
import { connected, someBytes } from "../../testing/connected.ts";
import { crcOf, s3Error } from "../../testing/fake-service.ts";
import type { UploadOptions, UploadProgress, UploadStore } from "../types/upload.ts";
import { connect } from "./connect.ts";
import { upload } from "./upload.ts";

const memoryStore = (): UploadStore & { texts: Map<string, string> } => {
  const texts = new Map<string, string>();
  return {
    texts,
    get: (key) => texts.get(key),
    set: (key, value) => void texts.set(key, value),
    delete: (key) => void texts.delete(key),
  };
};

const aFile = (bytes: Uint8Array<ArrayBuffer>) => new File([bytes], "film.mp4", { lastModified: 1000 });

const prepare = (options: Parameters<typeof connected>[0] = {}) => {
  const { service, malote } = connected(options);
  const send = (bytes: Uint8Array<ArrayBuffer>, more: UploadOptions = {}) =>
    // A second attempt of a slow part would count as one more.
    upload(malote, aFile(bytes), { multipartFrom: 0, hedging: 0, ...more });
  const files = () => [...service.files.values()];
  const numbers = () =>
    service.requests.filter(({ method }) => method === "PUT").map(({ query }) => Number(query.get("part")));
  return { service, send, files, numbers };
};

describe("a file in parts", () => {
  test.each([0, 1, 999, 1000, 1001, 25_500])("of %d bytes arrives", async (length) => {
    const { send, files } = prepare();
    const bytes = someBytes(length);

    const file = await send(bytes);

    expect(file).toMatchObject({ len: length, checksum: { algorithm: "CRC32", value: crcOf(bytes) } });
    expect(files()[0]?.bytes?.equals(bytes)).toBe(true);
  });

  it("sends each part once, and signs up to 100 parts in one request", async () => {
    const { service, send, numbers } = prepare();

    await send(someBytes(200_000));

    expect(numbers().sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    expect(service.count("POST", "/upload-parts")).toBeLessThan(22);
  });

  it("never uses more than 6 connections", async () => {
    const { service } = prepare();
    let open = 0;
    let most = 0;
    const { fetch } = service;
    const counting: typeof globalThis.fetch = async (input, init) => {
      if (init?.method !== "PUT") return fetch(input, init);
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 2));
      return fetch(input, init).finally(() => open--);
    };
    const malote = connect({ url: service.origin, token: "t", fetch: counting });

    await upload(malote, aFile(someBytes(50_000)), { multipartFrom: 0 });

    expect(most).toBe(6);
  });

  test.each([
    ["503", () => s3Error(503, "SlowDown")],
    ["a damaged part", () => s3Error(400, "BadDigest")],
    ["an expired token", () => s3Error(400, "ExpiredToken")],
    ["a lost connection", () => "drop" as const],
    ["a lost response", () => "drop-response" as const],
  ])("arrives after %s", async (_, fault) => {
    const { service, send, files } = prepare();
    const bytes = someBytes(10_000);
    const seen = new Set<string>();
    service.faults.push(({ method, query }) => {
      const part = query.get("part") ?? "";
      if (method !== "PUT" || seen.has(part)) return undefined;
      seen.add(part);
      return fault();
    });

    await send(bytes);

    expect(files()[0]?.bytes?.equals(bytes)).toBe(true);
  });

  it("gets new signatures when the URLs expire in the middle", async () => {
    const { service, send, files } = prepare();
    const bytes = someBytes(20_000);
    service.faults.push(({ method }) => {
      if (method === "PUT" && service.count("PUT", "/") === 5) service.generation++;
      return undefined;
    });

    await send(bytes);

    expect(files()[0]?.bytes?.equals(bytes)).toBe(true);
  });

  it("fails if S3 refuses the new signature, too", async () => {
    const { service, send } = prepare();
    service.faults.push(({ method }) => (method === "PUT" ? s3Error(403, "AccessDenied") : undefined));

    await expect(send(someBytes(5000))).rejects.toMatchObject({ code: "storage", status: 403 });
  });

  it("sends the parts again that the service misses", async () => {
    const { service, send, files } = prepare();
    const bytes = someBytes(5000);
    service.faults.push(({ path }) => {
      if (path === "/confirm-upload" && service.count("POST", "/confirm-upload") === 1) {
        files()[0]?.parts.delete(2);
        files()[0]?.parts.delete(5);
      }
      return undefined;
    });

    await send(bytes);

    expect(service.count("PUT", "/")).toBe(7);
    expect(files()[0]?.bytes?.equals(bytes)).toBe(true);
  });

  it("is a plan also where the service accepts no POST of this size", async () => {
    const { service, send, files } = prepare();
    service.description = { single_upload_bytes: 1000, features: ["multipart"] };
    const bytes = someBytes(5000);

    await send(bytes, { multipartFrom: 10_000 });

    expect(files()[0]?.parts.size).toBe(5);
    expect(files()[0]?.bytes?.equals(bytes)).toBe(true);
  });

  it("leaves no file after an abort", async () => {
    const { service, send, files } = prepare();
    const abort = new AbortController();
    service.faults.push(() => {
      if (service.count("PUT", "/") === 3) abort.abort();
      return undefined;
    });

    await expect(send(someBytes(20_000), { signal: abort.signal })).rejects.toMatchObject({ removed: true });
    expect(files()).toEqual([]);
  });

  it("continues after a pause, and keeps the parts that have arrived", async () => {
    const { service, send, files } = prepare();
    const bytes = someBytes(20_000);
    service.faults.push(() => {
      if (service.count("PUT", "/") === 5 && !task.paused) task.pause();
      return undefined;
    });
    const task = send(bytes);
    await expect.poll(() => task.paused).toBe(true);
    service.faults.length = 0;
    expect(files()[0]?.bytes).toBeUndefined();
    task.resume();

    await task;

    expect(files()[0]?.bytes?.equals(bytes)).toBe(true);
  });

  it("reports bytes and parts", async () => {
    const { send } = prepare();
    const reports: UploadProgress[] = [];

    await send(someBytes(20_500), { onProgress: (progress) => reports.push(progress) });

    expect(reports.at(-1)).toMatchObject({ bytes: 20_500, totalBytes: 20_500, parts: 21, totalParts: 21 });
  });
});

describe("an upload that is begun again with a store", () => {
  /** Sends until `arrived` parts have arrived; then the process is gone. */
  const interrupted = async (bytes: Uint8Array<ArrayBuffer>, arrived: number, partsInPage = 1000) => {
    const store = memoryStore();
    const { service, send, files, numbers } = prepare({ retries: 0 });
    service.page = partsInPage;
    service.faults.push(({ method }) =>
      method === "PUT" && (files()[0]?.parts.size ?? 0) >= arrived ? "drop" : undefined,
    );
    await expect(send(bytes, { store })).rejects.toMatchObject({ code: "network" });
    service.faults.length = 0;
    service.requests.length = 0;
    return { store, service, send, files, numbers };
  };

  it("sends only the parts that are missing", async () => {
    const bytes = someBytes(20_500);
    const { store, send, files, numbers } = await interrupted(bytes, 14);
    const there = [...(files()[0]?.parts.keys() ?? [])];

    const file = await send(bytes, { store });

    expect(file.resumed).toBe(true);
    expect(files()).toHaveLength(1);
    expect(numbers().sort((a, b) => a - b)).toEqual(
      Array.from({ length: 21 }, (_, i) => i + 1).filter((number) => !there.includes(number)),
    );
    expect(files()[0]?.bytes?.equals(bytes)).toBe(true);
    expect(store.texts.size).toBe(0);
  });

  it("reads a listing of many pages: 1,400 of 1,500 parts", async () => {
    const bytes = someBytes(1_500_000);
    const { store, service, send, files, numbers } = await interrupted(bytes, 1400, 100);
    const there = files()[0]?.parts.size ?? 0;

    await send(bytes, { store });

    expect(numbers()).toHaveLength(1500 - there);
    expect(service.requests.filter(({ body }) => body.includes('"list":true'))).toHaveLength(
      Math.ceil(there / 100),
    );
    expect(files()[0]?.bytes?.equals(bytes)).toBe(true);
  }, 20_000);

  it("starts again with other bytes of the same name, size and time, and mixes nothing", async () => {
    const bytes = someBytes(100_000);
    const changed = bytes.slice();
    // Far behind the first bytes, which the store has a checksum of.
    changed.set([1, 2, 3], 80_500);
    const { store, send, files, numbers } = await interrupted(bytes, 90);

    const file = await send(changed, { store });

    expect(file.resumed).toBe(false);
    expect(numbers()).toHaveLength(100);
    expect(files()).toHaveLength(1);
    expect(files()[0]?.bytes?.equals(changed)).toBe(true);
  });

  it("starts again if the first bytes differ", async () => {
    const bytes = someBytes(5000);
    const { store, send, files } = await interrupted(bytes, 3);
    const changed = someBytes(5000, 9);

    const file = await send(changed, { store });

    expect(file.resumed).toBe(false);
    expect(files().at(-1)?.bytes?.equals(changed)).toBe(true);
  });

  it("starts again if the plan has ended", async () => {
    const bytes = someBytes(5000);
    const { store, service, send, files } = await interrupted(bytes, 3);
    service.files.clear();

    await send(bytes, { store });

    expect(files()[0]?.bytes?.equals(bytes)).toBe(true);
  });

  it("sends nothing if the file was confirmed and only the response was lost", async () => {
    const store = memoryStore();
    const { service, send, files, numbers } = prepare({ retries: 0 });
    service.faults.push(({ path }) => (path === "/confirm-upload" ? "drop-response" : undefined));
    const bytes = someBytes(5000);
    await expect(send(bytes, { store })).rejects.toMatchObject({ code: "network" });
    service.faults.length = 0;
    service.requests.length = 0;

    const file = await send(bytes, { store });

    expect(file).toMatchObject({ file_id: files()[0]?.file_id, status: "uploaded" });
    expect(numbers()).toEqual([]);
    expect(files()).toHaveLength(1);
  });

  it("does not take a confirmed file for another one of the same size and time", async () => {
    const store = memoryStore();
    const { service, send, files } = prepare({ retries: 0 });
    service.faults.push(({ path }) => (path === "/confirm-upload" ? "drop-response" : undefined));
    const bytes = someBytes(100_000);
    await expect(send(bytes, { store })).rejects.toMatchObject({ code: "network" });
    service.faults.length = 0;
    const changed = bytes.slice();
    changed.set([1, 2, 3], 80_500);

    await send(changed, { store });

    expect(files().map((file) => file.bytes?.equals(bytes))).toEqual([true, false]);
    expect(files()[1]?.bytes?.equals(changed)).toBe(true);
  });
});

test("two uploads of the same file with one key make one file", async () => {
  const { service, send, files } = prepare();
  const bytes = someBytes(20_000);

  const [a, b] = await Promise.all([
    send(bytes, { idempotencyKey: "same" }),
    send(bytes, { idempotencyKey: "same" }),
  ]);

  expect(a?.file_id).toBe(b?.file_id);
  expect(files()).toHaveLength(1);
  expect(service.files.get(a?.file_id ?? "")?.bytes?.equals(bytes)).toBe(true);
});

test("a slow part at the end is sent again on another connection, within the budget", async () => {
  const { service, malote } = connected();
  const { fetch } = service;
  let held = 0;
  const slow: typeof globalThis.fetch = async (input, init) => {
    if (String(input).includes("part=30&") && held++ === 0) {
      await new Promise((_, reject) =>
        init?.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError"))),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 3));
    return fetch(input, init);
  };
  const slowly = connect({ url: malote.url, token: "t", fetch: slow });
  const bytes = someBytes(30_000);

  await upload(slowly, aFile(bytes), { multipartFrom: 0 });

  expect(held).toBe(2);
  expect([...service.files.values()][0]?.bytes?.equals(bytes)).toBe(true);
});
