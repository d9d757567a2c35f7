// Builds the package into dist/: one ES module for each entry, with shared chunks, the declarations, and the command.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildCommand } from "./build-command.mjs";
import manifest from "./package.json" with { type: "json" };

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");

rmSync(dist, { recursive: true, force: true });
await build({
  absWorkingDir: here,
  entryPoints: Object.values(manifest.exports).map((entry) => entry["malote-source"]),
  outdir: dist,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  external: ["node:*", ...Object.keys(manifest.peerDependencies)],
  logLevel: "warning",
});
await buildCommand(here, join(dist, "command"));

const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
execFileSync(process.execPath, [tsc, "-p", join(here, "tsconfig.build.json"), "--outDir", dist], {
  stdio: "inherit",
});

// TypeScript keeps the extension .ts in declarations, where consumers have only .d.ts files.
for (const file of readdirSync(dist, { recursive: true }).filter((path) => path.endsWith(".d.ts"))) {
  const path = join(dist, file);
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(/(["']\.[^"']*)\.ts(["'])/g, "$1.js$2"));
}
