import { constants } from "node:fs";
import { type FileHandle, link, lstat, open, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { digestFor } from "../core/digest.ts";
import {
  checkDownloadOptions,
  type Download,
  type DownloadOptions,
  download as downloadBase,
  openDownload,
} from "../core/download.ts";
import { get } from "../core/get.ts";
import { MaloteError } from "../errors/malote-error.ts";
import type { Malote } from "../types/connection.ts";
import type { FileView } from "../types/service.ts";
import { sourceOfFile } from "./file-source.ts";

export interface ToFileOptions {
  /** Whether a file at the path may be replaced. If not, `toFile` throws MaloteError `exists`. Default: true. */
  overwrite?: boolean;
}

export interface NodeDownload extends Download {
  /**
   * Writes the file to `path`, through `path.FILE_ID.part`, or `FILE_ID.part` beside it if that name would be too long. If an
   * earlier attempt for the same file left that, the download continues after its last byte; its bytes count in the checksum. A
   * range, and a file whose checksum this package cannot compute, begin again. A file whose checksum is wrong never reaches
   * `path`.
   */
  toFile(path: string, options?: ToFileOptions): Promise<FileView>;
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
    toFile: (path, { overwrite = true } = {}) => toFile(malote, file_id, { path, overwrite }, options),
  };
};

/** Bytes of a name that file systems accept. */
const LONGEST_NAME = 255;

/** Where the bytes of a file are until all of them are verified. */
export const partOf = (path: string, file_id: string): string => {
  const name = `${basename(path)}.${file_id}.part`;
  return join(dirname(path), Buffer.byteLength(name) > LONGEST_NAME ? `${file_id}.part` : name);
};

/** Whether the bytes on disk are checked with the whole, so that no other bytes can pass for the file's. */
const mayContinue = (file: FileView, size: number, { start = 0, end }: DownloadOptions): boolean => {
  const expected = file.verified ?? file.checksum;
  const isWhole = start === 0 && (end === undefined || end >= file.len);
  return isWhole && size <= file.len && expected !== undefined && digestFor(expected.algorithm) !== undefined;
};

interface Target {
  path: string;
  overwrite: boolean;
}

const existsAt = (path: string): MaloteError =>
  new MaloteError(
    "exists",
    `There is a file at ${path} already. Choose another path, or allow to overwrite it.`,
  );

const toFile = async (
  malote: Malote,
  file_id: string,
  { path, overwrite }: Target,
  options: DownloadOptions,
): Promise<FileView> => {
  if (!overwrite && (await lstat(path).catch(() => undefined))) throw existsAt(path);
  const known = await get(malote, file_id, options.signal ? { signal: options.signal } : {});
  const part = partOf(path, file_id);
  const handle = await openPart(part);
  try {
    if (!mayContinue(known, (await handle.stat()).size, options)) await handle.truncate(0);
    const { size, ino } = await handle.stat();
    const source = await sourceOfFile(part, basename(part));
    const had = source.slice?.(0, size);
    try {
      const { file, bytes } = await openDownload(malote, file_id, options, size > 0 ? had : undefined);
      let at = size;
      for await (const piece of bytes) {
        await writeAt(handle, piece, at);
        at += piece.length;
      }
      await handle.sync();
      await handle.close();
      await settle(part, { path, overwrite }, ino);
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

/** Not to append: another download of the same file to the same path may write, too. */
const openPart = async (part: string): Promise<FileHandle> => {
  const flags = constants.O_RDWR | constants.O_CREAT;
  const handle = await open(part, flags);
  if ((await handle.stat()).nlink <= 1) return handle;
  // An earlier download was cut off between its link and its end: the file has arrived under its own name, and is the person's.
  await handle.close();
  await unlink(part).catch(() => {});
  return open(part, flags);
};

const writeAt = async (handle: FileHandle, bytes: Uint8Array, start: number): Promise<void> => {
  for (let done = 0; done < bytes.length; )
    done += (await handle.write(bytes, done, bytes.length - done, start + done)).bytesWritten;
};

/** Moves the verified file to its path, unless another download of the same file has moved it there. */
const settle = async (part: string, target: Target, ino: number): Promise<void> => {
  const { path } = target;
  const isAt = async (place: string) => (await stat(place).catch(() => undefined))?.ino === ino;
  const fault: unknown = (await isAt(part))
    ? await moveTo(target, part).catch((error: unknown) => error)
    : new Error(`${part} was removed during the download. Download it again.`);
  if (fault && !(await isAt(path))) throw fault;
};

/** A rename would replace what came to the path during the download. A hard link does not. */
const moveTo = async ({ path, overwrite }: Target, part: string): Promise<void> => {
  if (overwrite) return rename(part, path);
  const refuseExisting = (error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw existsAt(path);
    return error;
  };
  const fault = await link(part, path).catch(refuseExisting);
  if (fault) {
    // This disk may have no hard links. So the place is taken first: an empty file, until the rename.
    const taken = await open(path, "wx").catch(refuseExisting);
    if (taken instanceof Error) throw taken;
    await taken.close();
    return rename(part, path);
  }
  // Another download of the same file may have removed it.
  await unlink(part).catch(() => {});
};
