import { join } from "node:path";
import type { GoTool } from "./tools.ts";

/** How to call Go, in which folder, and the module to write there before, if there is one. */
export interface BuildSteps {
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** The text of a go.mod. */
  module?: string;
}

/** How `tool` is built into the folder `draft`, as a program with the name `file`. */
export const buildSteps = (
  { path, version, withoutList }: GoTool,
  { home, draft, file }: { home: string; draft: string; file: string },
): BuildSteps => {
  if (!withoutList) return { args: ["install", `${path}@${version}`], cwd: home, env: { GOBIN: draft } };
  return {
    // With -mod=mod, Go adds the checksums of go.sum by itself, and compares them with its checksum database.
    args: ["build", "-mod=mod", "-o", join(draft, file), path],
    cwd: draft,
    env: { GOWORK: "off" },
    module: `module tool\n\ngo ${withoutList.go}\n\nrequire ${path} ${version}\n`,
  };
};
