// How the layer is bundled. build.mjs writes it to dist/; bench/ and tests/unit/bundle-size.test.ts bundle it elsewhere,
// to measure it.
import { fileURLToPath } from "node:url";
import { builtinsThroughRequire } from "./builtins-through-require.mjs";
import { ownSourceMaps } from "./own-source-maps.mjs";
import manifest from "./package.json" with { type: "json" };

/** The entry points of package.json. A new one needs only a line there. */
const entries = Object.values(manifest.exports).map((target) => target["malote-source"]);

/**
 * Providers of credentials that Lambda does not use, because it sets the credentials in the environment. The SDK imports
 * each one only if those before it failed, so they would never be loaded. But they would be bundled, and the code that
 * they share with the clients would become separate chunks: consult would load 22 files of the layer instead of 14.
 */
const otherCredentials = ["http", "ini", "process", "sso", "web-identity"].map(
  (name) => `@aws-sdk/credential-provider-${name}`,
);

/** The options of esbuild. `outdir` becomes node_modules/@malote/core. */
export const bundleOptions = (outdir) => ({
  absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
  entryPoints: entries,
  outbase: "src",
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  format: "esm",
  platform: "node",
  target: "node24",
  // module before main: the SDK clients have 567 KB instead of 899 KB, and load in half the time.
  mainFields: ["module", "main"],
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  // CommonJS dependencies and the plugin load Node's own modules by require().
  banner: {
    js: 'import { createRequire as __cr } from "node:module"; const require = __cr(import.meta.url);',
  },
  external: [...otherCredentials, "@smithy/credential-provider-imds"],
  alias: { "mnemonist/lru-cache": fileURLToPath(new URL("lru-cache.mjs", import.meta.url)) },
  plugins: [builtinsThroughRequire, ownSourceMaps],
  logLevel: "warning",
});

/** The package.json beside the bundles, with the entry points under the names that functions import. */
export const layerManifest = () => ({
  name: manifest.name,
  version: manifest.version,
  type: "module",
  exports: Object.fromEntries(
    Object.entries(manifest.exports).map(([name, target]) => [
      name,
      target["malote-source"].replace("./src/", "./").replace(/\.ts$/, ".mjs"),
    ]),
  ),
});
