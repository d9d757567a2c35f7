import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { build } from "esbuild";
import type { TemplateFunction } from "../stack/template.ts";
import { buildOptions } from "./build-options.ts";

/** The files of a function's or a layer's zip: contents by path. */
export type Files = Map<string, Uint8Array>;

export interface Bundle {
  files: Files;
  /** Absolute paths of the bundled sources. */
  inputs: Set<string>;
}

/**
 * Bundles a function as `sam build` does, but writes no file. `built` is the folder of SAM's own bundles: the paths in
 * the source maps are relative to it.
 * @throws esbuild's BuildFailure
 */
export const bundleFunction = async (
  fn: TemplateFunction,
  { root, built }: { root: string; built: string },
): Promise<Bundle> => {
  const folder = join(root, fn.folder);
  const outdir = join(built, fn.name);
  const { outputFiles = [], metafile } = await build({
    ...buildOptions(fn.build),
    absWorkingDir: folder,
    outdir,
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  return {
    files: new Map(outputFiles.map(({ path, contents }) => [slashed(relative(outdir, path)), contents])),
    inputs: new Set(Object.keys(metafile?.inputs ?? {}).map((path) => join(folder, path))),
  };
};

/** One hash over names and contents. It shows whether there is anything new to send. */
export const digest = (files: Files): string => {
  const hash = createHash("sha256");
  for (const [path, contents] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\0${contents.length}\0`).update(contents);
  }
  return hash.digest("hex");
};

/** Reads a folder's files, to compare what was deployed with a new bundle. */
export const filesIn = async (folder: string): Promise<Files> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(paths.map((path) => readFile(path)));
  return new Map(contents.map((content, at) => [slashed(relative(folder, paths[at] ?? "")), content]));
};

const slashed = (path: string) => path.split(sep).join("/");
