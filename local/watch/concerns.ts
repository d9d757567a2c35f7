import { basename, sep } from "node:path";

/** What a saved file is to the running stack. */
export type Concern = "source" | "template" | "tooling" | "nothing";

const SOURCE = /\.(?:[cm]?[jt]s|json)$/;

/**
 * Tests, what only tests import, and what editors put beside a file while it is being saved (.#x.ts, x.ts~,
 * .x.ts.swp, 4913) are nothing to a function.
 * @param path counted from the repository's folder
 */
export const concernOf = (path: string): Concern => {
  const parts = path.split(sep);
  const name = basename(path);
  if (path === "template.yaml") return "template";
  if (/^layers\/[^/]+\/[^/]+$/.test(parts.join("/"))) return SOURCE.test(name) ? "tooling" : "nothing";
  // Beside a layer's src/ are its tools, such as what writes docs/openapi.yaml.
  if (parts[0] !== "functions" && !(parts[0] === "layers" && parts[2] === "src")) return "nothing";
  if (name.startsWith(".") || !SOURCE.test(name) || /\.test\.[cm]?ts$/.test(name)) return "nothing";
  return parts.some((part) => IGNORED_FOLDERS.has(part)) ? "nothing" : "source";
};

/** Nothing below these is worth a look. */
export const IGNORED_FOLDERS = new Set(["testing", "dist", "node_modules"]);
