import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder for everything that local runs leave behind. Git ignores it; it may be deleted when nothing runs. */
export const stateHome = join(root, ".malote");

const lockedNode = join(root, "node_modules", "node", "bin", "node");

/** The Node.js that package-lock.json pins, on which the functions run. If it is missing: the one that runs this. */
export const nodeBinary = existsSync(lockedNode) ? lockedNode : process.execPath;

/** PATH with the project's own tools first (node, esbuild), then the caller's PATH. */
export const toolPath = [
  dirname(nodeBinary),
  join(root, "node_modules", ".bin"),
  process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
].join(delimiter);
