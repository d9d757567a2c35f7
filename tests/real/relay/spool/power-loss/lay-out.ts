import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DiskState } from "./disk-model.ts";

/** Writes a state into an empty folder. A name whose folder is lost is lost too. */
export function layOut(state: DiskState, root: string): void {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const paths = [...state.names].sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [path, inode] of paths) {
    const parent = dirname(path);
    if (parent !== "." && !reachable(state, parent)) continue;
    // The index in shared memory is not durable: SQLite builds it again.
    if (path.endsWith("-shm")) continue;
    if (inode < 0) mkdirSync(join(root, path));
    else writeFileSync(join(root, path), state.bytes(inode));
  }
}

const reachable = (state: DiskState, folder: string): boolean =>
  folder === "." || (state.names.has(folder) && reachable(state, dirname(folder)));
