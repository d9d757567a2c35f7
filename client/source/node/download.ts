import { open, rename } from "node:fs/promises";
import { basename } from "node:path";
import {
  checkDownloadOptions,
  type Download,
  type DownloadOptions,
  download as downloadBase,
  openDownload,
} from "../core/download.ts";
import type { Malote } from "../types/connection.ts";
import type { FileView } from "../types/service.ts";
import { sourceOfFile } from "./file-source.ts";

export interface NodeDownload extends Download {
  /**
   * Writes the file to `path`, through `path.part`. If an earlier attempt left a `path.part`, the download continues after
   * its last byte; its bytes count in the checksum. A file whose checksum is wrong never reaches `path`.
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

const toFile = async (
  malote: Malote,
  file_id: string,
  path: string,
  options: DownloadOptions,
): Promise<FileView> => {
  const part = `${path}.part`;
  const handle = await open(part, "a+");
  try {
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
