import { open, rename } from "node:fs/promises";
import { basename } from "node:path";
import { digestFor } from "../core/digest.ts";
import {
  checkDownloadOptions,
  type Download,
  type DownloadOptions,
  download as downloadBase,
  openDownload,
} from "../core/download.ts";
import { get } from "../core/get.ts";
import type { Malote } from "../types/connection.ts";
import type { FileView } from "../types/service.ts";
import { sourceOfFile } from "./file-source.ts";

export interface NodeDownload extends Download {
  /**
   * Writes the file to `path`, through `path.FILE_ID.part`. If an earlier attempt for the same file left that, the download
   * continues after its last byte; its bytes count in the checksum. A range, and a file whose checksum this package cannot
   * compute, begin again. A file whose checksum is wrong never reaches `path`.
   */
  toFile(path: string): Promise<FileView>;
}

/**
 * Downloads a completed file, or a range of it: `blob()`, `stream()` or `toFile(path)`.
 *
 * ```ts
 * await download(malote, file_id).toFile("holiday.mp4");
 * ```
 */
export const download = (malote: Malote, file_id: string, options: DownloadOptions = {}): NodeDownload => {
  checkDownloadOptions(options);
  return {
    ...downloadBase(malote, file_id, options),
    toFile: (path) => toFile(malote, file_id, path, options),
  };
};

/** Whether the bytes on disk are checked with the whole, so that no other bytes can pass for the file's. */
const mayContinue = (file: FileView, size: number, { start = 0, end }: DownloadOptions): boolean => {
  const expected = file.verified ?? file.checksum;
  const isWhole = start === 0 && (end === undefined || end >= file.len);
  return isWhole && size <= file.len && expected !== undefined && digestFor(expected.algorithm) !== undefined;
};

const toFile = async (
  malote: Malote,
  file_id: string,
  path: string,
  options: DownloadOptions,
): Promise<FileView> => {
  const known = await get(malote, file_id, options.signal ? { signal: options.signal } : {});
  const part = `${path}.${file_id}.part`;
  const handle = await open(part, "a+");
  try {
    if (!mayContinue(known, (await handle.stat()).size, options)) await handle.truncate(0);
    const { size } = await handle.stat();
    const source = await sourceOfFile(part, basename(part));
    const had = source.slice?.(0, size);
    try {
      const { file, bytes } = await openDownload(malote, file_id, options, size > 0 ? had : undefined);
      for await (const piece of bytes) await handle.appendFile(piece);
      await handle.sync();
      await handle.close();
      await rename(part, path);
      return file;
    } catch (error) {
      // Wrong bytes are of no use to the next attempt.
      if ((error as { code?: string }).code === "checksum-differs") await handle.truncate(0);
      throw error;
    } finally {
      await source.close?.();
    }
  } finally {
    await handle.close().catch(() => {});
  }
};
