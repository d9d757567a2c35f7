import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { crcText } from "../spool/crc.ts";
import { codeOf } from "../spool/disk/disk.ts";
import type { Entry } from "../types/entry.ts";
import { LARGE } from "./limits.ts";
import type { Reason } from "./outcome.ts";

const CHUNK = 1024 * 1024;

/** The copy on this disk is not what was promised. */
export class CopyFault extends Error {
  override readonly name = "CopyFault";
  readonly code: "bytes-missing" | "bytes-damaged";
  constructor(code: CopyFault["code"], message: string) {
    super(message);
    this.code = code;
  }
  get reason(): Reason {
    return { code: this.code, message: this.message };
  }
}

const missing = () =>
  new CopyFault("bytes-missing", "The relay's folder has no bytes of this file any more.");
const damaged = () =>
  new CopyFault(
    "bytes-damaged",
    "The copy in the relay's folder has other bytes than the relay accepted. Put the right bytes there, and retry.",
  );

/** The bytes of a small entry, or the path of a large one. */
export type Copy = { bytes: Uint8Array<ArrayBuffer> } | { path: string };

/**
 * Reads the copies of entries, and compares them with the checksums that were computed when the relay accepted them. So
 * bytes that were damaged on this disk are not sent.
 */
export class Copies {
  readonly #pathOf: (entry: Entry) => string;
  /** The large copies that were compared by this process: what the disk said of them then. */
  readonly #checked = new Map<string, string>();

  constructor(pathOf: (entry: Entry) => string) {
    this.#pathOf = pathOf;
  }

  /** @throws CopyFault; errors of the disk; what `signal` was aborted with */
  async open(entry: Entry, signal: AbortSignal): Promise<Copy> {
    const path = this.#pathOf(entry);
    const handle = await opened(path);
    try {
      const { size, mtimeNs, ino } = await handle.stat({ bigint: true });
      if (Number(size) !== entry.size) throw damaged();
      if (entry.size < LARGE) return { bytes: await readWhole(handle, entry) };
      const version = `${ino} ${mtimeNs}`;
      if (this.#checked.get(entry.id) === version) return { path };
      await compare(handle, entry, signal);
      this.#checked.set(entry.id, version);
      return { path };
    } finally {
      await handle.close();
    }
  }

  /** Compares the copy again, also if it was compared before. @throws CopyFault */
  async recheck(entry: Entry, signal: AbortSignal): Promise<void> {
    this.#checked.delete(entry.id);
    await this.open(entry, signal);
  }

  /** The entry is not sent any more. */
  forget({ id }: Pick<Entry, "id">): void {
    this.#checked.delete(id);
  }
}

const opened = async (path: string): Promise<FileHandle> => {
  try {
    return await open(path, "r");
  } catch (error) {
    throw codeOf(error) === "ENOENT" ? missing() : error;
  }
};

const readWhole = async (handle: FileHandle, { size = 0, crc32: expected }: Entry) => {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await handle.read(bytes, at, size - at, at);
    if (bytesRead === 0) throw damaged();
    at += bytesRead;
  }
  if (crcText(crc32(bytes)) !== expected) throw damaged();
  return bytes;
};

/** Reads a file once, a MiB at a time. @returns base64 of its CRC-32, and its bytes */
export const checksumOf = async (
  handle: FileHandle,
  signal?: AbortSignal,
): Promise<{ crc32: string; size: number }> => {
  const buffer = new Uint8Array(CHUNK);
  let crc = 0;
  for (let at = 0; ; ) {
    signal?.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, CHUNK, at);
    if (bytesRead === 0) return { crc32: crcText(crc), size: at };
    crc = crc32(buffer.subarray(0, bytesRead), crc);
    at += bytesRead;
  }
};

const compare = async (handle: FileHandle, entry: Entry, signal: AbortSignal): Promise<void> => {
  const found = await checksumOf(handle, signal);
  if (found.size !== entry.size || found.crc32 !== entry.crc32) throw damaged();
};
