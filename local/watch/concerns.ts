import { basename, sep } from "node:path";

/** What a saved file means for the running stack: new code, a new template, a changed build, or nothing. */
export type Concern = "source" | "template" | "tooling" | "nothing";

const SOURCE = /\.(?:[cm]?[jt]s|json)$/;

/**
 * Classifies a saved file. Tests, files that only tests import, and temporary files of editors (.#x.ts, x.ts~,
 * .x.ts.swp, 4913) do not concern a function.
 * @param path relative to the repository
 */
export const concernOf = (path: string): Concern => {
  const parts = path.split(sep);
  const name = basename(path);
  if (path === "template.yaml") return "template";
  if (/^layers\/[^/]+\/[^/]+$/.test(parts.join("/"))) return SOURCE.test(name) ? "tooling" : "nothing";
  // Beside a layer's src/ are its tools, such as the program that writes docs/openapi.yaml.
  if (parts[0] !== "functions" && !(parts[0] === "layers" && parts[2] === "src")) return "nothing";
  if (name.startsWith(".") || !SOURCE.test(name) || /\.test\.[cm]?ts$/.test(name)) return "nothing";
  return parts.some((part) => IGNORED_FOLDERS.has(part)) ? "nothing" : "source";
};

/** Files below these folders do not concern the running stack. */
export const IGNORED_FOLDERS = new Set(["testing", "dist", "node_modules"]);
