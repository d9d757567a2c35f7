import { once } from "node:events";
import { basename, join, relative } from "node:path";
import { watch } from "chokidar";
import { IGNORED_FOLDERS } from "./concerns.ts";

/**
 * Calls back with each file that is saved, added or removed, until closed. The path is relative to `root`.
 * It uses chokidar, because the recursive watch of node:fs (Node.js 24.21, on Linux) loses two things: a file that an
 * editor saves by renaming another file over it (the second such save is not reported, nor any after it), and a folder
 * that is removed and created again, as git does.
 */
export const watchFiles = async (root: string, paths: string[], onFile: (path: string) => void) => {
  const watcher = watch(
    paths.map((path) => join(root, path)),
    { ignoreInitial: true, ignored: (path) => IGNORED_FOLDERS.has(basename(path)) },
  );
  watcher.on("all", (event, path) => {
    if (!event.endsWith("Dir")) onFile(relative(root, path));
  });
  // A folder cannot be read, or the kernel has no watch left. The other watches continue.
  watcher.on("error", (error) => console.error(`Watching ${paths.join(", ")}: ${error}`));
  await once(watcher, "ready");
  return watcher;
};
