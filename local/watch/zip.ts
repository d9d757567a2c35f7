import { type Zippable, zipSync } from "fflate";
import type { Files } from "./bundle-function.ts";

/** The earliest time that a zip can have. With it, the same files always give the same zip and CodeSha256. */
const NO_TIME = new Date(1980, 0, 1);
/** rw-r--r--, as Lambda unpacks on Unix. A file without a mode may be unreadable after unpacking. */
const READABLE = 0o644 << 16;

/**
 * Makes a zip for Lambda. It uses fflate, which has no dependencies and needs one call for it. Compression level 1 is
 * enough, because the zip is read once, on this machine.
 */
export const zip = (files: Files): Uint8Array => {
  const entries: Zippable = {};
  for (const [path, contents] of files) {
    entries[path] = [contents, { level: 1, mtime: NO_TIME, os: 3, attrs: READABLE }];
  }
  return zipSync(entries);
};
