import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decode, encode } from "@jridgewell/sourcemap-codec";

/**
 * esbuild plugin: source maps of our own sources only.
 *
 * Functions run with --enable-source-maps, and Node reads the map of every file that it loads. Nearly all mappings belong
 * to dependencies, whose lines nobody needs. With them, the maps would be one and a half times as large as the code.
 */
export const ownSourceMaps = {
  name: "own-source-maps",
  setup(build) {
    build.onEnd(async ({ outputFiles, errors }) => {
      if (errors.length > 0) return;
      if (!outputFiles) return stripFolder(build.initialOptions.outdir);
      for (const file of outputFiles.filter(({ path }) => path.endsWith(".map")))
        file.contents = Buffer.from(stripped(file.text));
    });
  },
};

const stripFolder = async (folder) => {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith(".map")) continue;
    const path = join(folder, name);
    await writeFile(path, stripped(await readFile(path, "utf8")));
  }
};

/** The map without the mappings of node_modules. A segment of one number ends the segment before it and maps nothing. */
const stripped = (text) => {
  const { sources, names, mappings, ...map } = JSON.parse(text);
  const kept = sources.filter((source) => !source.includes("node_modules/"));
  const indexOf = sources.map((source) => kept.indexOf(source));
  const lines = decode(mappings).map((line) => {
    const segments = line.map(([column, source, ...rest]) =>
      source === undefined || indexOf[source] < 0 ? [column] : [column, indexOf[source], rest[0], rest[1]],
    );
    return segments.filter((segment, i) => segment.length > 1 || segments[i - 1]?.length !== 1);
  });
  return JSON.stringify({ ...map, sources: kept, names: [], mappings: encode(lines) });
};
