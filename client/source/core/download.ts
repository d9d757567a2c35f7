import { MaloteError } from "../errors/malote-error.ts";
import type { Malote } from "../types/connection.ts";
import type { FileView } from "../types/service.ts";
import { checkNumber, checkOptions } from "../utils/options.ts";
import { digestFor } from "./digest.ts";
import { downloadBytes } from "./download-bytes.ts";
import { get } from "./get.ts";

export interface DownloadOptions {
  /** The first byte. Default: 0. */
  start?: number;
  /** The byte after the last one. Default: the length of the file. */
  end?: number;
  /** Default: none. */
  signal?: AbortSignal;
  /** Called with each piece that has arrived. */
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
 * The methods throw MaloteError `not-completed` or `checksum-differs`, ServiceError `file-not-found`, StorageError.
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
      let bytes: AsyncGenerator<Uint8Array<ArrayBuffer>, void> | undefined;
      return new ReadableStream({
        pull: async (stream) => {
          bytes ??= (await openDownload(malote, file_id, options)).bytes;
          const { done, value } = await bytes.next();
          if (done) stream.close();
          else stream.enqueue(value);
        },
        cancel: async () => void (await bytes?.return()),
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
        onProgress?.({ bytes, totalBytes: last - start });
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
