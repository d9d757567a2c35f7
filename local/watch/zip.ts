import { type Zippable, zipSync } from "fflate";
import type { Files } from "./bundle-function.ts";

/** The earliest a zip can hold, so that the same files always give the same zip, and the same CodeSha256. */
const NO_TIME = new Date(1980, 0, 1);
/** rw-r--r-- for Unix, which is what Lambda unpacks on; a file without a mode may come out unreadable. */
const READABLE = 0o644 << 16;

/**
 * A zip for Lambda. fflate, because it has no dependencies of its own and does this in one call; level 1,
 * because it is read once, on this machine.
 */
export const zip = (files: Files): Uint8Array => {
  const entries: Zippable = {};
  for (const [path, contents] of files) {
    entries[path] = [contents, { level: 1, mtime: NO_TIME, os: 3, attrs: READABLE }];
  }
  return zipSync(entries);
};
