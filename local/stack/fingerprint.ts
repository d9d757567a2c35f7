import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";

/** Folders that builds write, or do not read. */
const SKIPPED = new Set(["dist", "node_modules"]);

/**
 * One hash over the names and contents of files and folders. It shows whether anything changed since a build.
 * A path that does not exist is part of the hash, so the hash changes when the path appears.
 */
export const fingerprint = async (paths: string[], skip = SKIPPED): Promise<string> => {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const file of await filesUnder(path, skip)) {
      hash
        .update(`${relative(path, file)}\0`)
        .update(await readFile(file))
        .update("\0");
    }
    hash.update("\0");
  }
  return hash.digest("hex");
};

const filesUnder = async (path: string, skip: Set<string>): Promise<string[]> => {
  const found = await stat(path).catch(() => undefined);
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const wanted = entries.filter(({ name }) => !skip.has(name)).map(({ name }) => join(path, name));
  return (await Promise.all(wanted.sort().map((entry) => filesUnder(entry, skip)))).flat();
};
