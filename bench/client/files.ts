import { randomBytes } from "node:crypto";
import { mkdir, open, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Folder } from "./peers/peer.ts";

const CHUNK = 16 * 1024 ** 2;

/** A file of random bytes. */
export const randomFile = async (path: string, bytes: number): Promise<string> => {
  const file = await open(path, "w");
  for (let left = bytes; left > 0; left -= CHUNK) await file.write(randomBytes(Math.min(CHUNK, left)));
  await file.close();
  return path;
};

/** A file of zeros that uses no space on the disk, so that reading it costs almost nothing. */
export const sparseFile = async (path: string, bytes: number): Promise<string> => {
  await writeFile(path, "");
  await truncate(path, bytes);
  return path;
};

/** A folder of random files. */
export const smallFiles = async (path: string, count: number, bytes: number): Promise<Folder> => {
  await mkdir(path);
  const names = Array.from({ length: count }, (_, i) => `file-${i}.bin`);
  for (const name of names) await writeFile(join(path, name), randomBytes(bytes));
  return { path, names };
};
