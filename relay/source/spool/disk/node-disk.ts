import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, stat, statfs, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf, type Disk, type DiskFile } from "./disk.ts";

/** The most buffers that one writev accepts on Linux and macOS (IOV_MAX). */
const MOST_BUFFERS = 1024;

/** The disk of this machine. */
export const nodeDisk: Disk = {
  create: async (path) => fileOf(await open(path, "wx", 0o600)),
  open: async (path) => fileOf(await open(path, "r+")),
  rename,
  unlink,
  makeFolder: (path) => makeFolder(path),
  syncFolder: async (path) => {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  list: (path) => readdir(path),
  size: async (path) => {
    try {
      return (await stat(path)).size;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw error;
    }
  },
  free: async (path) => {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
  read: (path) => createReadStream(path, { highWaterMark: 1024 ** 2 }),
};

/**
 * Step by step. The recursive mkdir of Node never ends where the system refuses a name with ENOENT although the folder above exists, as
 * in /proc.
 */
async function makeFolder(path: string): Promise<void> {
  const make = () => mkdir(path, { mode: 0o700 });
  try {
    await make();
  } catch (error) {
    const isThere = await stat(path).catch(() => undefined);
    if (isThere?.isDirectory()) return;
    if (isThere) throw Object.assign(new Error(`${path} is no folder`), { code: "ENOTDIR" });
    if (codeOf(error) !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    // Another process may have made it meanwhile.
    await make().catch((again: unknown) => {
      if (codeOf(again) !== "EEXIST") throw again;
    });
  }
}

function fileOf(handle: FileHandle): DiskFile {
  return {
    write: async (chunks, position) => {
      let at = position;
      for (let first = 0; first < chunks.length; first += MOST_BUFFERS)
        at = await writeAll(handle, chunks.slice(first, first + MOST_BUFFERS), at);
    },
    truncate: (length) => handle.truncate(length),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

/** writev may write less than it was given, for example right before the disk is full. @returns the new position */
async function writeAll(handle: FileHandle, chunks: Uint8Array[], position: number): Promise<number> {
  let at = position;
  let rest = chunks;
  while (rest.length > 0) {
    const [only] = rest;
    let { bytesWritten: left } =
      rest.length === 1 && only
        ? await handle.write(only, 0, only.length, at)
        : await handle.writev(rest, at);
    at += left;
    const unwritten: Uint8Array[] = [];
    for (const chunk of rest) {
      if (left < chunk.length) unwritten.push(left === 0 ? chunk : chunk.subarray(left));
      left = Math.max(0, left - chunk.length);
    }
    rest = unwritten;
  }
  return at;
}
