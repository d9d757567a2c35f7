import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { link, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { someBytes } from "../../testing/connected.ts";
import { fakeServer } from "../../testing/fake-server.ts";
import { connect } from "./connect.ts";
import { download } from "./download.ts";
import { folderStore } from "./folder-store.ts";
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

const connected = () => connect({ url: server.service.origin, token: "t", retryDelay: 0, retries: 3 });
const files = () => [...server.service.files.values()];

/** A process that is killed with SIGKILL when `parts` parts have arrived. */
const killed = async (path: string, parts: number) => {
  server.service.faults.push(({ method }) => {
    if (method === "PUT" && (files()[0]?.parts.size ?? 0) >= parts) {
      child.kill("SIGKILL");
      return "drop";
    }
    return undefined;
  });
  const script = join(import.meta.dirname, "../../testing/killed.fixture.ts");
  const child = spawn(process.execPath, [script, server.service.origin, path, join(folder, "store")]);
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
  server.service.faults.length = 0;
  server.service.requests.length = 0;
};

describe("an upload whose process was killed", () => {
  it("continues in another process, which sends only the missing parts", async () => {
    const bytes = someBytes(100_500);
    const path = join(folder, "film.mp4");
    await writeFile(path, bytes);
    await killed(path, 60);
    expect(files()[0]?.parts.size).toBe(60);

    const file = await upload(connected(), path, {
      multipartFrom: 0,
      hedging: 0,
      store: folderStore(join(folder, "store")),
    });

    expect(file.resumed).toBe(true);
    expect(server.service.count("PUT", "/s3")).toBe(41);
    expect(files()).toHaveLength(1);
    expect(files()[0]?.bytes?.equals(bytes)).toBe(true);
    expect(await readdir(join(folder, "store"))).toEqual([]);
  });

  it("starts again if the file has other bytes of the same size and time, and mixes nothing", async () => {
    const bytes = someBytes(100_500);
    const path = join(folder, "film.mp4");
    await writeFile(path, bytes);
    const { atime, mtime } = await stat(path);
    await utimes(path, atime, mtime);
    await killed(path, 99);
    const changed = bytes.slice();
    changed.set([1, 2, 3, 4], 70_000);
    await writeFile(path, changed);
    await utimes(path, atime, mtime);

    const file = await upload(connected(), path, {
      multipartFrom: 0,
      hedging: 0,
      store: folderStore(join(folder, "store")),
    });

    expect(file.resumed).toBe(false);
    expect(server.service.count("PUT", "/s3")).toBe(101);
    expect(files()).toHaveLength(1);
    expect(files()[0]?.bytes?.equals(changed)).toBe(true);
  });
});

describe("a download to a file", () => {
  const completed = async (bytes: Uint8Array<ArrayBuffer>) => {
    const { file_id } = await upload(connected(), bytes, { name: "a.bin" });
    const file = files()[0];
    if (file) file.status = "completed";
    server.service.requests.length = 0;
    return file_id;
  };
  const target = () => join(folder, "copy.bin");

  it("continues after the last byte of an earlier attempt, and verifies all of them", async () => {
    const bytes = someBytes(300_000);
    const file_id = await completed(bytes);
    await writeFile(`${target()}.${file_id}.part`, bytes.subarray(0, 123_456));

    await download(connected(), file_id).toFile(target());

    expect((await readFile(target())).equals(bytes)).toBe(true);
    expect(server.service.requests.at(-1)?.headers.get("range")).toBe("bytes=123456-299999");
    expect(await readdir(folder)).toEqual(["copy.bin"]);
  });

  it("never leaves wrong bytes at its path, and the next attempt begins anew", async () => {
    const bytes = someBytes(300_000);
    const file_id = await completed(bytes);
    await writeFile(`${target()}.${file_id}.part`, someBytes(1000, 5));

    await expect(download(connected(), file_id).toFile(target())).rejects.toMatchObject({
      code: "checksum-differs",
    });
    await expect(stat(target())).rejects.toMatchObject({ code: "ENOENT" });
    await download(connected(), file_id).toFile(target());
    expect((await readFile(target())).equals(bytes)).toBe(true);
  });

  it("to the same path at the same time does not mix the bytes of the two", async () => {
    const bytes = someBytes(300_000);
    const file_id = await completed(bytes);

    await Promise.all([1, 2].map(() => download(connected(), file_id).toFile(target())));

    expect((await readFile(target())).equals(bytes)).toBe(true);
    expect(await readdir(folder)).toEqual(["copy.bin"]);
  });

  it("never writes into a file that has arrived, although its part has been left beside it", async () => {
    const bytes = someBytes(300_000);
    const file_id = await completed(bytes);
    await writeFile(join(folder, "mine.bin"), "edited");
    await link(join(folder, "mine.bin"), `${target()}.${file_id}.part`);

    await download(connected(), file_id).toFile(target());

    expect((await readFile(target())).equals(bytes)).toBe(true);
    expect(await readFile(join(folder, "mine.bin"), "utf8")).toBe("edited");
    expect((await readdir(folder)).toSorted()).toEqual(["copy.bin", "mine.bin"]);
  });

  it("replaces no file without overwrite, also if the file comes during the download", async () => {
    const bytes = someBytes(300_000);
    const file_id = await completed(bytes);
    await writeFile(target(), "mine");
    const keep = { overwrite: false };
    await expect(download(connected(), file_id).toFile(target(), keep)).rejects.toMatchObject({
      code: "exists",
    });
    expect(server.service.requests).toEqual([]);
    await rm(target());
    server.service.faults.push(({ path }) => {
      if (path.startsWith("/s3")) writeFileSync(target(), "mine");
      return undefined;
    });
    await expect(download(connected(), file_id).toFile(target(), keep)).rejects.toMatchObject({
      code: "exists",
      message: expect.stringContaining(target()),
    });
    expect(await readFile(target(), "utf8")).toBe("mine");

    await download(connected(), file_id).toFile(join(folder, "other.bin"), keep);
    expect((await readFile(join(folder, "other.bin"))).equals(bytes)).toBe(true);
    await download(connected(), file_id).toFile(target());
    expect((await readFile(target())).equals(bytes)).toBe(true);
    expect((await readdir(folder)).toSorted()).toEqual(["copy.bin", "other.bin"]);
  });

  it("works with the longest name that a disk accepts", async () => {
    const bytes = someBytes(1000);
    const file_id = await completed(bytes);
    const path = join(folder, `${"a".repeat(251)}.bin`);

    await download(connected(), file_id).toFile(path);

    expect((await readFile(path)).equals(bytes)).toBe(true);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it("of a range begins again: it keeps no bytes of before", async () => {
    const bytes = someBytes(1000);
    const file_id = await completed(bytes);
    await writeFile(`${target()}.${file_id}.part`, someBytes(3000, 5));

    await download(connected(), file_id, { start: 100, end: 200 }).toFile(target());

    expect((await readFile(target())).equals(bytes.subarray(100, 200))).toBe(true);
  });

  it("of a file that does not exist leaves nothing on disk", async () => {
    await expect(download(connected(), "no-such-file").toFile(target())).rejects.toMatchObject({
      code: "file-not-found",
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it("of an empty file, and of one that is complete but not renamed, works", async () => {
    const empty = await completed(new Uint8Array(0));
    await download(connected(), empty).toFile(target());
    expect((await stat(target())).size).toBe(0);
    server.service.files.clear();
    const bytes = someBytes(1000);
    const file_id = await completed(bytes);
    await writeFile(`${target()}.${file_id}.part`, bytes);
    await download(connected(), file_id).toFile(target());
    expect((await readFile(target())).equals(bytes)).toBe(true);
  });
});

test("a store in a folder that cannot be used does not end the upload", async () => {
  const path = join(folder, "film.mp4");
  await writeFile(path, someBytes(5000));
  const store = folderStore(join(path, "not-a-folder"));
  await expect(upload(connected(), path, { multipartFrom: 0, store })).resolves.toMatchObject({
    status: "uploaded",
  });
});
