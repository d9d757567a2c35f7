// Bundles @malote/core into dist/, in the layout of a Lambda layer:
// nodejs/node_modules/@malote/core/{package.json,*.mjs}.
// SAM does not run esbuild for layers, so `npm run build` and `npm start` do: node layers/core/build.mjs
import { realpathSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleOptions, layerManifest } from "./bundle-options.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
const out = join(dist, "nodejs/node_modules/@malote/core");

/** The files of the layer by their paths in it. Nothing is written to disk; `npm start` sends them to the emulator. */
export const bundleLayer = async () => {
  const { outputFiles = [] } = await build({ ...bundleOptions(out), write: false, logLevel: "silent" });
  const files = new Map(
    outputFiles.map(({ path, contents }) => [relative(dist, path).split(sep).join("/"), contents]),
  );
  const manifest = `${JSON.stringify(layerManifest(), null, 2)}\n`;
  return files.set("nodejs/node_modules/@malote/core/package.json", Buffer.from(manifest));
};

/**
 * Writes the files beside dist/ and then swaps the folders. A build that fails leaves the last good one, and a deployment
 * at the same time finds a complete layer, old or new.
 */
const writeLayer = async (files) => {
  const scratch = await mkdtemp(join(here, ".build-"));
  try {
    // Also named dist, which .gitignore has, in case this is interrupted.
    const next = join(scratch, "next", "dist");
    for (const [path, contents] of files) {
      await mkdir(dirname(join(next, path)), { recursive: true });
      await writeFile(join(next, path), contents);
    }
    await mkdir(join(scratch, "last"));
    await rename(dist, join(scratch, "last", "dist")).catch((error) => {
      if (error.code !== "ENOENT") throw error;
    });
    await rename(next, dist);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await writeLayer(await bundleLayer());
  } catch (error) {
    // esbuild's message has file and line. Its stack adds nothing.
    if (!error.errors) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
