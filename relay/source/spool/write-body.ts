import { crc32 } from "node:zlib";
import type { IncomingBytes } from "../types/incoming-file.ts";
import type { DiskFile } from "./disk/disk.ts";
import { wrongLength } from "./problems.ts";
import { readBody } from "./read-body.ts";
import type { Reservation } from "./room.ts";

/** Bytes that are written at once. While they are written, as many more are collected: a body holds twice this much memory. */
const WRITE_SIZE = 1024 ** 2;

/** What a file holds. */
export interface Written {
  /** Bytes. */
  length: number;
  crc: number;
}

export interface BodyTarget {
  file: DiskFile;
  /** What is in the file before the body. */
  from: Written;
  /** Of the whole file, if it is known. */
  size?: number | undefined;
  room: Reservation;
  /** Called after each write, with what the file then holds. */
  onWritten?(written: Written): void;
}

/**
 * Writes a body into a file, and nothing beyond the announced size. The checksum is computed from the same chunks.
 * What has arrived of a body that is cut off is written too, because an upload in several requests keeps it.
 * @throws Problem 400, 413, 507; errors of the disk
 */
export async function writeBody(
  target: BodyTarget,
  bytes: IncomingBytes,
  signal?: AbortSignal,
): Promise<Written> {
  const { size } = target;
  const behind = writeBehind(target);
  let { length, crc } = target.from;
  let cutOff: { error: unknown } | undefined;
  try {
    for await (const chunk of readBody(bytes, signal)) {
      if (chunk.length === 0) continue;
      if (size !== undefined && length + chunk.length > size) throw wrongLength(size, "more");
      crc = crc32(chunk, crc);
      length += chunk.length;
      await behind.add(chunk, { length, crc });
    }
  } catch (error) {
    cutOff = { error };
  }
  // If both fail, the first error is the cause.
  await behind.end().catch((error: unknown) => {
    throw cutOff ? cutOff.error : error;
  });
  if (cutOff) throw cutOff.error;
  return { length, crc };
}

/** Collects chunks while the ones before are written. The first error of a write ends everything. */
function writeBehind({ file, from, room, onWritten }: BodyTarget) {
  let chunks: Uint8Array[] = [];
  let position = from.length;
  let last = from;
  let writing: Promise<void> = Promise.resolve();
  let failed = false;

  async function start(): Promise<void> {
    await writing;
    const batch = chunks;
    const at = position;
    const written = last;
    chunks = [];
    position = written.length;
    await room.growTo(written.length);
    writing = file.write(batch, at).then(() => {
      room.wrote(written.length - at);
      onWritten?.(written);
    });
    // The error is thrown where `writing` is awaited. Until then it must not count as unhandled.
    writing.catch(() => {});
  }

  return {
    async add(chunk: Uint8Array, written: Written): Promise<void> {
      chunks.push(chunk);
      last = written;
      if (last.length - position < WRITE_SIZE) return;
      try {
        await start();
      } catch (error) {
        failed = true;
        throw error;
      }
    },
    async end(): Promise<void> {
      if (chunks.length > 0 && !failed) await start();
      await writing;
    },
  };
}
