import type { ChecksumWorker } from "../types/connection.ts";
import type { Slice } from "../types/source.ts";

/**
 * Computes checksums in a worker, so that the page's thread stays free. For the option `checksums` of `connect`:
 *
 * ```ts
 * checksumsInWorker(() => new Worker(new URL("malote/worker", import.meta.url), { type: "module" }))
 * ```
 * The worker is created with the first upload. If it cannot be loaded, the page computes the checksums.
 */
export const checksumsInWorker = (makeWorker: () => ChecksumWorker) => {
  let inWorker: ((blob: Blob) => Promise<number>) | undefined;
  return async ({ blob }: Pick<Slice, "blob">): Promise<number | undefined> => {
    if (!blob) return undefined;
    try {
      inWorker ??= crcInWorker(makeWorker());
      return await inWorker(blob);
    } catch {
      return undefined;
    }
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
