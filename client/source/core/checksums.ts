import type { ChecksumWorker } from "../types/connection.ts";
import type { Slice } from "../types/source.ts";
import type { Crc32 } from "../utils/crc32.ts";

/** Computes the CRC-32 of a slice, in a worker if there is one and it can read the slice. */
export type Checksums = (slice: Slice, signal?: AbortSignal) => Promise<number>;

export const checksums = (crc32: Crc32, makeWorker?: () => ChecksumWorker): Checksums => {
  const here: Checksums = async (slice) => {
    let crc = 0;
    for await (const chunk of slice.chunks()) crc = crc32(chunk, crc);
    return crc;
  };
  if (!makeWorker) return here;
  let inWorker: ((blob: Blob) => Promise<number>) | undefined;
  return async (slice) => {
    if (!slice.blob) return here(slice);
    inWorker ??= crcInWorker(makeWorker());
    // A worker that cannot be loaded must not end the upload.
    return inWorker(slice.blob).catch(() => here(slice));
  };
};

const crcInWorker = (worker: ChecksumWorker) => {
  const waiting = new Map<number, { resolve(crc: number): void; reject(error: unknown): void }>();
  let last = 0;
  let broken = false;
  worker.addEventListener("message", ({ data }) => {
    const { id, crc } = data as { id: number; crc?: number };
    const promise = waiting.get(id);
    waiting.delete(id);
    if (crc === undefined) promise?.reject(new Error("The worker could not read the bytes."));
    else promise?.resolve(crc);
  });
  worker.addEventListener("error", () => {
    broken = true;
    for (const { reject } of waiting.values()) reject(new Error("The worker failed."));
    waiting.clear();
  });
  return (blob: Blob): Promise<number> =>
    new Promise((resolve, reject) => {
      if (broken) return reject(new Error("The worker failed."));
      waiting.set(++last, { resolve, reject });
      worker.postMessage({ id: last, blob });
    });
};
