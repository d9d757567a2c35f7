import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { runTool } from "../../tools/command/run-tool.ts";
import { type OnLine, step } from "../../tools/command/step.ts";
import { nodeBinary, root, toolPath } from "../../tools/paths.ts";
import { buildShared } from "./build-shared.ts";

const vite = join(dirname(createRequire(import.meta.url).resolve("vite/package.json")), "bin", "vite.js");
const web = join(root, "web");
const sources = ["web", "client/source", "package-lock.json", "tsconfig.base.json"].map((path) =>
  join(root, path),
);

/** Builds the page into web/dist, unless nothing has changed since. It takes about a second. */
export const buildPage = ({
  onLine,
  signal,
}: {
  onLine: OnLine;
  signal?: AbortSignal | undefined;
}): Promise<void> =>
  buildShared({
    name: "page",
    sources,
    dist: join(web, "dist"),
    build: () =>
      step(onLine, "Build the page", () =>
        runTool(nodeBinary, [vite, "build"], {
          name: "vite build",
          cwd: web,
          env: { ...process.env, PATH: toolPath },
          signal,
        }),
      ),
    signal,
  });
