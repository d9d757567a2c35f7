import { globSync, readFileSync } from "node:fs";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { root } from "../../tools/paths.ts";

/**
 * Compiles TypeScript as tsc does: one output per file, and Node.js resolves the imports. The output is minified as the
 * bundles are, so bundling is the only difference.
 */
export const compileFileByFile = async (
  folder: string,
  outdir: string,
  like: BuildOptions,
): Promise<void> => {
  const files = globSync("**/*.ts", { cwd: folder, exclude: ["**/*.test.ts", "**/testing/**"] });
  await build({
    ...like,
    absWorkingDir: folder,
    entryPoints: files,
    outbase: folder,
    outdir,
    outExtension: { ".js": ".mjs" },
    external: [],
    banner: {},
    bundle: true,
    plugins: [importsLeftToNode],
  });
};

const importsLeftToNode: Plugin = {
  name: "imports-left-to-node",
  setup(bundle) {
    bundle.onResolve({ filter: /./ }, ({ path, kind }) =>
      kind === "entry-point"
        ? undefined
        : { path: path.startsWith(".") ? path.replace(/\.ts$/, ".mjs") : path, external: true },
    );
  },
};

/** Creates a node_modules with all packages of `npm ci`, and with @malote/core as a package of single files. */
export const rawNodeModules = async (home: string, like: BuildOptions): Promise<string> => {
  const installed = join(root, "node_modules");
  const nodeModules = join(home, "unbundled", "node_modules");
  const core = join(nodeModules, "@malote", "core");
  await mkdir(core, { recursive: true });
  const names = (await readdir(installed)).filter((name) => !name.startsWith(".") && name !== "@malote");
  for (const name of names) await symlink(join(installed, name), join(nodeModules, name));
  await compileFileByFile(join(root, "layers/core/src"), join(core, "src"), like);
  const manifest = JSON.parse(readFileSync(join(root, "layers/core/package.json"), "utf8"));
  const exports = Object.fromEntries(
    Object.entries<{ "malote-source": string }>(manifest.exports).map(
      ([name, { "malote-source": source }]) => [name, source.replace(/\.ts$/, ".mjs")],
    ),
  );
  await writeFile(join(core, "package.json"), JSON.stringify({ ...manifest, exports }));
  return nodeModules;
};
