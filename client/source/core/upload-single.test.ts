import { describe, expect, it, test } from "vitest";
import { connected, someBytes } from "../../testing/connected.ts";
import { crcOf, problem, s3Error } from "../../testing/fake-service.ts";
import type { UploadOptions, UploadProgress } from "../types/upload.ts";
import { upload } from "./upload.ts";

const only = <T>(items: Iterable<T>): T => {
  const [first] = items;
  if (first === undefined) throw new Error("There is none.");
  return first;
};

describe("a file that is sent with one POST", () => {
  test.each([
    0, 1, 5000,
  ])("of %d bytes arrives, is confirmed, and has the declared checksum", async (length) => {
    const { service, malote } = connected();
    const bytes = someBytes(length);

    const file = await upload(malote, new File([bytes], "photo 1.jpg", { type: "image/jpeg" }));

    const kept = only(service.files.values());
    expect(kept.bytes?.equals(bytes)).toBe(true);
    expect(kept.body).toEqual({
      file_name: "photo 1.jpg",
      len: length,
      type: "image/jpeg",
      checksum: { algorithm: "CRC32", value: crcOf(bytes) },
    });
    expect(file).toEqual({
      file_id: kept.file_id,
      file_name: "photo 1.jpg",
      len: length,
      status: "uploaded",
      checksum: { algorithm: "CRC32", value: crcOf(bytes) },
      resumed: false,
      wasThere: false,
    });
  });

  it("may have U+FFFD in its name, which a browser makes of a name on the disk that is not UTF-8", async () => {
    const { service, malote } = connected();

    await upload(malote, new File(["x"], "caf\ufffd \\\ufffd.txt"));

    expect(only(service.files.values()).body["file_name"]).toBe("caf\ufffd \\\ufffd.txt");
  });

  it("may be a Blob, bytes, a buffer or a stream of known length", async () => {
    const { service, malote } = connected();
    const bytes = someBytes(3000);
    const stream = new Blob([bytes]).stream();

    await upload(malote, new Blob([bytes]), { name: "a" });
    await upload(malote, bytes, { name: "b" });
    await upload(malote, bytes.buffer, { name: "c" });
    await upload(malote, stream, { name: "d", size: 3000 });

    expect([...service.files.values()].map((file) => file.bytes?.equals(bytes))).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it("is refused if a stream is longer or shorter than announced", async () => {
    const { service, malote } = connected();
    for (const size of [2999, 3001]) {
      const stream = new Blob([someBytes(3000)]).stream();
      await expect(upload(malote, stream, { name: "d", size })).rejects.toMatchObject({
        code: "file-changed",
      });
    }
    expect(service.count("POST", "/s3")).toBe(0);
  });

  test.each([
    ["POST", "/upload"],
    ["POST", "/s3"],
    ["POST", "/confirm-upload"],
  ])("needs one file and one key although the response of each %s %s is lost once", async (method, path) => {
    const { service, malote } = connected();
    let lost = false;
    service.faults.push((request) => {
      if (lost || request.method !== method || !request.path.startsWith(path)) return undefined;
      lost = true;
      return "drop-response";
    });

    await upload(malote, someBytes(10), { name: "a" });

    expect(service.files.size).toBe(1);
    expect(only(service.files.values()).status).toBe("uploaded");
    const keys = service.requests
      .filter((r) => r.path === "/upload")
      .map((r) => r.headers.get("idempotency-key"));
    expect(new Set(keys).size).toBe(1);
  });

  test.each([
    ["503 SlowDown of S3", "/s3", () => s3Error(503, "SlowDown")],
    ["500 of S3", "/s3", () => s3Error(500, "InternalError")],
    ["a damaged body", "/s3", () => s3Error(400, "BadDigest")],
    ["a dropped connection to S3", "/s3", () => "drop" as const],
    ["503 of the API", "/upload", () => problem(503, "unavailable")],
    ["429 of the API", "/upload", () => problem(429, "too-many-requests")],
    ["a dropped confirmation", "/confirm-upload", () => "drop" as const],
  ])("is repeated after %s", async (_, path, fault) => {
    const { service, malote } = connected();
    let left = 3;
    service.faults.push((request) => (request.path.startsWith(path) && left-- > 0 ? fault() : undefined));

    await expect(upload(malote, someBytes(10), { name: "a" })).resolves.toMatchObject({ status: "uploaded" });
    expect(service.files.size).toBe(1);
  });

  it("ends with the last error after the last repeat", async () => {
    const { service, malote } = connected({ retries: 2 });
    service.faults.push(({ path }) => (path.startsWith("/s3") ? s3Error(503, "SlowDown") : undefined));

    await expect(upload(malote, someBytes(10), { name: "a" })).rejects.toMatchObject({
      code: "storage",
      status: 503,
      s3Code: "SlowDown",
      retryable: true,
    });
    expect(service.count("POST", "/s3")).toBe(3);
  });

  it("gets one new form when S3 refuses the signature, and fails when S3 refuses the new one", async () => {
    const { service, malote } = connected();
    service.faults.push(({ path }) => {
      if (path === "/s3/" && service.count("POST", "/s3") === 1) service.generation = 1;
      return undefined;
    });
    await upload(malote, someBytes(10), { name: "a" });
    expect(service.count("POST", "/upload")).toBe(2);
    expect(service.files.size).toBe(1);

    const other = connected();
    other.service.faults.push(({ path }) =>
      path.startsWith("/s3") ? s3Error(403, "AccessDenied") : undefined,
    );
    await expect(upload(other.malote, someBytes(10), { name: "a" })).rejects.toMatchObject({
      s3Code: "AccessDenied",
    });
    expect(other.service.count("POST", "/s3")).toBe(2);
  });

  it("is not repeated after an error that no repeat mends, and the error has the service's code", async () => {
    const { service, malote } = connected();
    service.faults.push(({ path }) => (path === "/upload" ? problem(413, "file-too-large") : undefined));

    await expect(upload(malote, someBytes(10), { name: "a" })).rejects.toMatchObject({
      name: "ServiceError",
      code: "file-too-large",
      status: 413,
      retryable: false,
    });
    expect(service.count("POST", "/upload")).toBe(1);
  });

  it("reports its bytes, and at last all of them", async () => {
    const { malote } = connected();
    const reports: UploadProgress[] = [];

    await upload(malote, someBytes(5000), { name: "a", onProgress: (progress) => reports.push(progress) });

    expect(reports.at(-1)).toMatchObject({
      bytes: 5000,
      totalBytes: 5000,
      parts: 1,
      totalParts: 1,
      secondsLeft: 0,
    });
  });
});

test.each([
  "video/webm;codecs=vp8",
  "",
  "image/*",
  "document",
])("the type %j of a browser is announced as it is", async (type) => {
  const { service, malote } = connected();
  await upload(malote, someBytes(1), { name: "a.webm", type });
  expect(only(service.files.values()).body["type"]).toBe(type);
});

describe("an abort", () => {
  it("removes the file, and says so", async () => {
    const { service, malote } = connected();
    const abort = new AbortController();
    service.faults.push(({ path }) => {
      if (path.startsWith("/s3")) abort.abort();
      return undefined;
    });

    const failed = await upload(malote, someBytes(10), { name: "a", signal: abort.signal }).catch((e) => e);

    expect(failed).toMatchObject({ name: "AbortError", code: "aborted", removed: true });
    expect(service.files.size).toBe(0);
  });

  it("after a confirmation whose response was lost removes the file, too", async () => {
    const { service, malote } = connected();
    const abort = new AbortController();
    service.faults.push(({ path }) => {
      if (path !== "/confirm-upload") return undefined;
      queueMicrotask(() => abort.abort());
      return "drop-response";
    });

    const failed = await upload(malote, someBytes(10), { name: "a", signal: abort.signal }).catch((e) => e);

    expect(failed).toMatchObject({ name: "AbortError", removed: true });
    expect(service.files.size).toBe(0);
  });

  it("does not claim that the file is removed if the service did not say so", async () => {
    const { service, malote } = connected();
    const abort = new AbortController();
    service.faults.push(({ path, method }) => {
      if (path.startsWith("/s3")) abort.abort();
      return method === "DELETE" ? "drop" : undefined;
    });

    const failed = await upload(malote, someBytes(10), { name: "a", signal: abort.signal }).catch((e) => e);

    expect(failed).toMatchObject({ name: "AbortError", removed: false, file_id: only(service.files.keys()) });
    expect(failed.message).toContain("may still exist");
  });

  it("before anything was announced requests nothing", async () => {
    const { service, malote } = connected();

    await expect(
      upload(malote, someBytes(10), { name: "a", signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(service.requests).toEqual([]);
  });
});

test("a paused upload sends nothing, and continues", async () => {
  const { service, malote } = connected();
  const task = upload(malote, someBytes(10), { name: "a" });
  task.pause();
  expect(task.paused).toBe(true);
  await new Promise((resolve) => setImmediate(resolve));
  expect(service.count("POST", "/s3")).toBe(0);
  task.resume();
  await expect(task).resolves.toMatchObject({ status: "uploaded" });
});

test.each([
  [{ onprogress: () => {} }, /no option "onprogress"; did you mean "onProgress"\?/],
  [{ nmae: "x" }, /no option "nmae"; it accepts: name/],
  [{ name: "a", hedging: 2 }, /hedging must be a number from 0 to 1/],
  [{ name: "a", idempotencyKey: "a b" }, /idempotencyKey/],
  [{}, /needs the option name/],
])("the options %j are refused at once", (options, message) => {
  const { malote } = connected();
  expect(() => upload(malote, someBytes(1), options as UploadOptions)).toThrow(message);
});
