import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { fileChanged } from "../core/open-source.ts";
import type { Slice, Source } from "../types/source.ts";

/** Bytes read at once. As much is in memory for each connection. */
const CHUNK = 1024 * 1024;

/** A file on disk. Its bytes are read when they are needed, and never kept. */
export const sourceOfFile = async (path: string, name?: string, type?: string): Promise<Source> => {
  const handle = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
    throw new TypeError(`${path} cannot be read (${cause.code}). Check the path.`, { cause });
  });
  const opened = await handle.stat({ bigint: true });
  if (!opened.isFile()) {
    await handle.close();
    throw new TypeError(`${path} is not a regular file.`);
  }
  const size = Number(opened.size);
  return {
    name: name ?? basename(path),
    type: type ?? "",
    size,
    lastModified: Number(opened.mtimeMs),
    slice: (start, end) => sliceOfHandle(handle, path, start, end),
    isUnchanged: async () => {
      const now = await handle.stat({ bigint: true });
      return now.size === opened.size && now.mtimeNs === opened.mtimeNs;
    },
    close: () => handle.close(),
  };
};

const sliceOfHandle = (handle: FileHandle, path: string, start: number, end: number): Slice => ({
  size: end - start,
  async *chunks() {
    // The bytes are sent or counted before the next read, so one buffer is enough.
    const buffer = new Uint8Array(Math.min(CHUNK, end - start));
    for (let at = start; at < end; ) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, end - at), at);
      if (bytesRead === 0) throw fileChanged(basename(path));
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  },
});
