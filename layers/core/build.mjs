// Bundles @malote/core into dist/, laid out as Lambda wants a layer:
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

/** The layer's files by their path in it. Nothing is written: `npm start` sends them on as they are. */
export const bundleLayer = async () => {
  const { outputFiles = [] } = await build({ ...bundleOptions(out), write: false, logLevel: "silent" });
  const files = new Map(
    outputFiles.map(({ path, contents }) => [relative(dist, path).split(sep).join("/"), contents]),
  );
  const manifest = `${JSON.stringify(layerManifest(), null, 2)}\n`;
  return files.set("nodejs/node_modules/@malote/core/package.json", Buffer.from(manifest));
};

/**
 * Writes them beside dist/ and swaps: a build that fails leaves the last good one in its place, and whoever
 * deploys meanwhile finds a whole layer, old or new.
 */
const writeLayer = async (files) => {
  const scratch = await mkdtemp(join(here, ".build-"));
  try {
    // Named dist as well, which .gitignore knows, should this be cut off.
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
    // What esbuild found wrong, with file and line; its stack says nothing more.
    if (!error.errors) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
