import { once } from "node:events";
import { basename, join, relative } from "node:path";
import { watch } from "chokidar";
import { IGNORED_FOLDERS } from "./concerns.ts";

/**
 * Calls back with each file that is saved, added or removed, its path counted from `root`, until closed.
 * chokidar, because node:fs's own recursive watch loses a file on Linux once an editor has saved it by
 * renaming another over it (Node.js 24.21: the second such save is not reported, nor any after it), and a
 * folder that was removed and made again, as git does.
 */
export const watchFiles = async (root: string, paths: string[], onFile: (path: string) => void) => {
  const watcher = watch(
    paths.map((path) => join(root, path)),
    { ignoreInitial: true, ignored: (path) => IGNORED_FOLDERS.has(basename(path)) },
  );
  watcher.on("all", (event, path) => {
    if (!event.endsWith("Dir")) onFile(relative(root, path));
  });
  // A folder that cannot be read, or one watch too many for the kernel: what else is watched goes on.
  watcher.on("error", (error) => console.error(`Watching ${paths.join(", ")}: ${error}`));
  await once(watcher, "ready");
  return watcher;
};
