// Builds the command into files that need nothing but Node.js, with a list of the licences of what they hold. The server of
// `malote mcp` is in a file of its own, which is loaded only for it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build } from "esbuild";

/** Some of the bundled packages are CommonJS, and require modules of Node.js. */
const BANNER = `import { createRequire as createRequireOfMalote } from "node:module";
const require = createRequireOfMalote(import.meta.url);`;

/** Node.js has fetch. The library of Cognito brings a polyfill along, which is a third of its bundle. */
const withoutPolyfill = {
  name: "without-polyfill",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^isomorphic-unfetch$/ }, () => ({ path: "fetch", namespace: "empty" }));
    onLoad({ filter: /./, namespace: "empty" }, () => ({ contents: "" }));
  },
};

export const buildCommand = async (here, outdir) => {
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: { malote: "source/command/main.ts" },
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: "[name]-[hash]",
    format: "esm",
    platform: "node",
    target: "node22",
    banner: { js: BANNER },
    legalComments: "none",
    minify: true,
    metafile: true,
    plugins: [withoutPolyfill],
    logLevel: "warning",
  });
  const packages = packagesOf(Object.keys(metafile.inputs).map((input) => resolve(here, input)));
  writeFileSync(join(outdir, "LICENSES.txt"), packages.map(licenceOf).join(`\n${"-".repeat(80)}\n\n`));
};

/** The folders of the packages that the bundle has files of, by their names. */
const packagesOf = (inputs) => {
  const folders = new Set();
  for (const input of inputs.filter((path) => /[/\\]node_modules[/\\]/.test(path))) {
    let folder = dirname(input);
    while (!nameIn(folder)) folder = dirname(folder);
    folders.add(folder);
  }
  return [...folders].sort((a, b) => nameIn(a).localeCompare(nameIn(b)));
};

const manifestIn = (folder) => {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  } catch {
    return {};
  }
};

/** Packages have nested package.json files without a name and a version, for types of modules. */
const nameIn = (folder) => {
  const { name, version } = manifestIn(folder);
  return name && version ? name : undefined;
};

const licenceOf = (folder) => {
  const { name, version, license, homepage = "" } = manifestIn(folder);
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.|$)/i.test(one));
  if (!license && !file) throw new Error(`${name} has no licence. The command cannot hold it.`);
  const text = file
    ? readFileSync(join(folder, file), "utf8").trim()
    : `The package has no text of it. ${homepage}`;
  return `${name} ${version}: ${license}\n\n${text}\n`;
};
