import { writeFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { someBytes } from "../../testing/connected.ts";
import { fakeServer } from "../../testing/fake-server.ts";
import { problem } from "../../testing/fake-service.ts";
import type { ConnectOptions } from "../types/connection.ts";
import type { NodeUploadOptions } from "../types/node.ts";
import type { UploadProgress } from "../types/upload.ts";
import { connect } from "./connect.ts";
import { upload } from "./upload.ts";

let server: Awaited<ReturnType<typeof fakeServer>>;
let folder: string;

beforeEach(async () => {
  server = await fakeServer();
  folder = await mkdtemp(join(tmpdir(), "malote-"));
});

afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const connected = (options: Partial<ConnectOptions> = {}) =>
  connect({ url: server.service.origin, token: "token", retryDelay: 0, retries: 5, ...options });

const aFile = async (bytes: Uint8Array, name = "holiday.mp4") => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

const onlyFile = () => [...server.service.files.values()][0];

describe.each([
  ["one POST", {}],
  ["parts", { multipartFrom: 0 }],
])("a file on disk, in %s", (_, options) => {
  test.each([0, 1, 99_999, 100_000, 100_001, 1_000_000])("of %d bytes arrives", async (length) => {
    server.service.partSize = 100_000;
    const bytes = someBytes(length);

    const file = await upload(connected(), await aFile(bytes), options);

    expect(file).toMatchObject({ file_name: "holiday.mp4", len: length, status: "uploaded" });
    expect(onlyFile()?.bytes?.equals(bytes)).toBe(true);
  });

  it("arrives although connections are reset in the middle of the body", async () => {
    server.service.partSize = 100_000;
    let resets = 3;
    server.disturbs.push((request) => {
      if (!request.url?.startsWith("/s3") || resets-- <= 0) return false;
      request.once("data", () => request.socket.resetAndDestroy());
      return true;
    });
    const bytes = someBytes(1_000_000);

    await upload(connected(), await aFile(bytes), options);

    expect(onlyFile()?.bytes?.equals(bytes)).toBe(true);
  });

  it("arrives although a connection stays open and silent, and takes the last bytes with it", async () => {
    server.service.partSize = 100_000;
    let silent = 1;
    server.disturbs.push((request) => {
      if (!request.url?.startsWith("/s3") || silent-- <= 0) return false;
      // Everything but the last 1,480 bytes is read. No response comes.
      let read = 0;
      request.on("data", (piece: Buffer) => {
        read += piece.length;
        if (read >= Number(request.headers["content-length"]) - 1480) request.pause();
      });
      return true;
    });
    const bytes = someBytes(300_000);

    await upload(connected({ stallTimeout: 100 }), await aFile(bytes), options);

    expect(onlyFile()?.bytes?.equals(bytes)).toBe(true);
  });

  it("arrives although the response of the confirmation is lost", async () => {
    server.service.partSize = 100_000;
    let lost = 2;
    server.service.faults.push(({ path }) =>
      path === "/confirm-upload" && lost-- > 0 ? "drop-response" : undefined,
    );

    await expect(upload(connected(), await aFile(someBytes(250_000)), options)).resolves.toMatchObject({
      status: "uploaded",
    });
    expect(server.service.files.size).toBe(1);
  });

  it("is refused if it changes while it is sent", async () => {
    server.service.partSize = 100_000;
    const path = await aFile(someBytes(300_000));
    server.service.faults.push((request) => {
      if (
        !request.path.startsWith("/s3") ||
        server.service.count("POST", "/s3") + server.service.count("PUT", "/s3") > 1
      ) {
        return undefined;
      }
      writeFileSync(path, someBytes(300_000, 7));
      return "drop";
    });

    const task = upload(connected(), path, options);

    await expect(task).rejects.toMatchObject({ code: "file-changed" });
    // Nothing may complete a mixture of two versions.
    expect(onlyFile()?.status ?? "deleted").toBe("deleted");
  });
});

test("progress is reported in bytes while the body leaves", async () => {
  const reports: UploadProgress[] = [];
  const bytes = someBytes(20_000_000);

  await upload(connected(), await aFile(bytes), { onProgress: (progress) => reports.push(progress) });

  expect(reports.at(-1)).toMatchObject({ bytes: 20_000_000, secondsLeft: 0 });
  expect(reports.some((report) => report.bytes > 0 && report.bytes < 20_000_000)).toBe(true);
  for (const [i, { bytes: now }] of reports.entries())
    expect(now).toBeGreaterThanOrEqual(reports[i - 1]?.bytes ?? 0);
});

describe("a stream", () => {
  test.each([
    0, 1, 999, 1000, 1001, 5500,
  ])("of unknown length, %d bytes, arrives in parts", async (length) => {
    const bytes = someBytes(length);
    const pieces = Readable.from(
      (function* () {
        for (let at = 0; at < length; at += 300) yield bytes.subarray(at, at + 300);
      })(),
    );

    const file = await upload(connected(), pieces, { name: "a.bin", maxSize: 10_000 });

    expect(file.len).toBe(length);
    expect(onlyFile()?.bytes?.equals(bytes)).toBe(true);
    expect(onlyFile()?.body).toMatchObject({ max_len: 10_000 });
    expect(onlyFile()?.body).not.toHaveProperty("len");
  });

  it("of unknown length that is longer than maxSize is refused", async () => {
    const stream = Readable.from([someBytes(2001)]);

    await expect(upload(connected(), stream, { name: "a", maxSize: 2000 })).rejects.toMatchObject({
      code: "file-changed",
    });
    // Nothing may complete a mixture of two versions.
    expect(onlyFile()?.status ?? "deleted").toBe("deleted");
  });

  test.each([
    ["one POST", { size: 3000 }],
    ["parts", { size: 3000, multipartFrom: 0 }],
    ["parts of unknown length", { maxSize: 3000 }],
  ])("that never ends is aborted, in %s", async (_, options) => {
    const abort = new AbortController();
    const stream = new Readable({ read() {} });
    stream.push(someBytes(1500));
    const task = upload(connected(), stream, { name: "a", signal: abort.signal, ...options });
    const started = "multipartFrom" in options || "maxSize" in options;
    await expect.poll(() => !started || server.service.count("PUT", "/s3") > 0).toBe(true);

    abort.abort();

    await expect(task).rejects.toMatchObject({ name: "AbortError" });
    expect(stream.destroyed).toBe(true);
    expect(server.service.files.size).toBe(0);
  });

  it("that fails ends the upload, with its error as the cause", async () => {
    const cause = new Error("the sender is gone");
    const stream = Readable.from(
      (function* () {
        yield someBytes(1500);
        throw cause;
      })(),
    );
    await expect(upload(connected(), stream, { name: "a", maxSize: 9000 })).rejects.toMatchObject({
      code: "file-changed",
      cause,
    });
    // Nothing may complete a mixture of two versions.
    expect(onlyFile()?.status ?? "deleted").toBe("deleted");
  });

  it("of known length arrives in parts, each read once", async () => {
    const bytes = someBytes(5500);

    await upload(connected(), Readable.from([bytes]), {
      name: "a",
      size: 5500,
      multipartFrom: 0,
      hedging: 0,
    });

    expect(onlyFile()?.bytes?.equals(bytes)).toBe(true);
    expect(server.service.count("PUT", "/s3")).toBe(6);
  });
});

describe("a stream in parts", () => {
  /** A stream that counts what was read of it, before a far end that does not respond. */
  const held = async (options: NodeUploadOptions) => {
    let read = 0;
    const stream = Readable.from(
      (function* () {
        for (; read < 100_000; read += 500) yield new Uint8Array(500);
      })(),
      { highWaterMark: 0 },
    );
    let stand = true;
    server.disturbs.push((request) => stand && request.method === "PUT");
    const abort = new AbortController();
    const task = upload(connected({ connections: 32 }), stream, {
      name: "a",
      maxSize: 100_000,
      signal: abort.signal,
      ...options,
    });
    task.catch(() => {});
    await expect.poll(() => read).toBeGreaterThan(1000);
    let last = -1;
    await expect
      .poll(() => {
        const same = read === last;
        last = read;
        return same;
      })
      .toBe(true);
    stand = false;
    abort.abort();
    await expect(task).rejects.toMatchObject({ name: "AbortError" });
    return read;
  };

  it("keeps as many parts as it may send at once, and one more", async () => {
    expect(await held({ connections: 2 })).toBeLessThanOrEqual(3500);
    server.disturbs.length = 0;
    expect(await held({})).toBeGreaterThan(30_000);
  });

  it("keeps its parts where the caller says, and frees each as soon as S3 has it", async () => {
    let kept = 0;
    let most = 0;
    let parts = 0;
    const bytes = someBytes(50_500);

    await upload(connected(), Readable.from([bytes]), {
      name: "a",
      maxSize: 100_000,
      connections: 2,
      bufferFor: (size) => {
        const part: Uint8Array<ArrayBuffer>[] = [];
        parts++;
        kept += size;
        most = Math.max(most, kept);
        return {
          async write(piece) {
            await null;
            part.push(new Uint8Array(piece));
          },
          async *chunks() {
            yield* part;
          },
          release() {
            kept -= size;
            part.length = 0;
          },
        };
      },
    });

    expect(onlyFile()?.bytes?.equals(bytes)).toBe(true);
    expect(parts).toBe(51);
    expect(most).toBeLessThanOrEqual(4000);
    expect(kept).toBe(0);
  });

  it("has the id of its file also when it fails", async () => {
    server.service.faults.push(({ path }) => (path === "/confirm-upload" ? problem(422, "no") : undefined));
    const task = upload(connected(), Readable.from([someBytes(10)]), { name: "a", maxSize: 1000 });
    expect(task.file_id).toBeUndefined();
    await expect(task).rejects.toMatchObject({ code: "no" });
    expect(task.file_id).toBe(onlyFile()?.file_id);
  });

  test.each([
    ["one POST", { size: 3000 }],
    ["parts", { maxSize: 3000 }],
  ])("whose key was used names the file of that key, in %s", async (_, options) => {
    const send = () =>
      upload(connected(), Readable.from([someBytes(3000)]), { name: "a", idempotencyKey: "k", ...options });
    const { file_id } = await send();
    const again = send();
    if ("size" in options) await expect(again).resolves.toMatchObject({ file_id });
    else {
      await expect(again).rejects.toMatchObject({ code: "key-used" });
      expect(again.file_id).toBe(file_id);
    }
    expect(server.service.files.size).toBe(1);
  });
});

test("a missing file and a folder are refused", async () => {
  await expect(upload(connected(), join(folder, "none"))).rejects.toThrow(
    new TypeError(`${join(folder, "none")} cannot be read (ENOENT). Check the path.`),
  );
  await expect(upload(connected(), folder)).rejects.toThrow(/not a regular file/);
});

test.each([
  { size: 10 },
  { maxSize: 10 },
])("a path has a size of its own: %j is refused at once", (options) => {
  expect(() => upload(connected(), "a.bin", options)).toThrow(TypeError);
});
