import { MaloteError } from "../errors/malote-error.ts";
import type { Malote } from "../types/connection.ts";
import type { FileView } from "../types/service.ts";
import { linked } from "../utils/linked.ts";
import { checkNumber, checkOptions } from "../utils/options.ts";
import { unharmed } from "../utils/unharmed.ts";
import { digestFor } from "./digest.ts";
import { downloadBytes } from "./download-bytes.ts";
import { get } from "./get.ts";

export interface DownloadOptions {
  /** The first byte. Default: 0. Limit: 0 to the length of the file. */
  start?: number;
  /** The byte after the last one. Default: the length of the file, also if this is greater. Limit: from `start` on. */
  end?: number;
  /** Ends the download with `Aborted`. Default: none. */
  signal?: AbortSignal;
  /** Called with each piece that has arrived. Both are bytes, of the range if there is one. Default: none. */
  onProgress?(progress: { bytes: number; totalBytes: number }): void;
}

/** A download that begins when one of its methods is called. Each method may be called once. */
export interface Download {
  /** The whole in memory, or on disk where the browser keeps large Blobs. */
  blob(): Promise<Blob>;
  /** The bytes as they arrive. If their checksum is wrong, the stream fails at its end. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/**
 * Downloads a completed file, or a range of it. A whole file is verified against the checksum in its record. A connection
 * that is lost is replaced by one that continues at the next byte.
 *
 * ```ts
 * const blob = await download(malote, file_id).blob();
 * ```
 * The methods throw MaloteError `not-completed`, `checksum-differs` or `unexpected-response` (the storage ignored the range),
 * ServiceError `file-not-found`, StorageError; TypeError if `start` is after the end of the file.
 */
export const download = (malote: Malote, file_id: string, options: DownloadOptions = {}): Download => {
  checkDownloadOptions(options);
  return {
    blob: async () => {
      const { file, bytes } = await openDownload(malote, file_id, options);
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      for await (const piece of bytes) pieces.push(piece);
      return new Blob(pieces, { type: file.type });
    },
    stream: () => {
      const { controller, signal, unlink } = linked(options.signal);
      let bytes: AsyncGenerator<Uint8Array<ArrayBuffer>, void> | undefined;
      return new ReadableStream({
        pull: async (stream) => {
          try {
            bytes ??= (await openDownload(malote, file_id, { ...options, signal })).bytes;
            const { done, value } = await bytes.next();
            if (!done) return stream.enqueue(value);
            stream.close();
          } catch (error) {
            stream.error(error);
          }
          unlink();
        },
        // Ends also a read that waits for the connection, which would otherwise end only as stalled.
        cancel: () => {
          controller.abort();
          unlink();
        },
      });
    },
  };
};

export const checkDownloadOptions = (options: DownloadOptions): void => {
  checkOptions("download", options, ["start", "end", "signal", "onProgress"]);
  checkNumber("start", options.start ?? 0, 0);
  checkNumber("end", options.end ?? Number.MAX_SAFE_INTEGER, options.start ?? 0);
};

/** The record, and the bytes that are verified as they are read. `had` are the first bytes that the caller has already. */
export const openDownload = async (
  malote: Malote,
  file_id: string,
  { start = 0, end, signal, onProgress }: DownloadOptions,
  had: { size: number; chunks(): AsyncIterable<Uint8Array> } | undefined = undefined,
): Promise<{ file: FileView; bytes: AsyncGenerator<Uint8Array<ArrayBuffer>, void> }> => {
  const file = await get(malote, file_id, signal ? { signal } : {});
  if (!file.download) {
    throw new MaloteError(
      "not-completed",
      `The file is ${file.status}; only a completed file can be downloaded.`,
    );
  }
  checkNumber("start", start, 0, file.len);
  const last = Math.min(end ?? file.len, file.len);
  const expected = file.verified ?? file.checksum;
  const isWhole = start === 0 && last === file.len;
  return { file, bytes: verifiedBytes() };

  async function* verifiedBytes() {
    const digest = expected && isWhole ? digestFor(expected.algorithm) : undefined;
    for await (const piece of had?.chunks() ?? []) digest?.update(piece);
    let bytes = had?.size ?? 0;
    if (last > start || file.len === 0) {
      for await (const piece of downloadBytes(malote, file, { start: start + bytes, end: last }, signal)) {
        digest?.update(piece);
        bytes += piece.length;
        unharmed(() => onProgress?.({ bytes, totalBytes: last - start }));
        yield piece;
      }
    }
    if (digest && digest.value() !== expected?.value) {
      throw new MaloteError(
        "checksum-differs",
        "The downloaded bytes are not those of the file. Download it again.",
        {
          retryable: true,
        },
      );
    }
  }
};
