import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Everything that running locally leaves behind; ignored by git, safe to delete when nothing runs. */
export const stateHome = join(root, ".malote");

const lockedNode = join(root, "node_modules", "node", "bin", "node");

/** Node.js as package-lock.json pins it, which is what the functions run on; else the one that runs this. */
export const nodeBinary = existsSync(lockedNode) ? lockedNode : process.execPath;

/** PATH with the project's own tools first (node, esbuild), then whatever the caller had. */
export const toolPath = [
  dirname(nodeBinary),
  join(root, "node_modules", ".bin"),
  process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
].join(delimiter);
