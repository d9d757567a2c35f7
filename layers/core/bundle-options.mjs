// How the layer is bundled, in one place: build.mjs writes it to dist/, while bench/ and
// tests/unit/bundle-size.test.ts bundle it somewhere else, or only to see what ends up in it.
import { fileURLToPath } from "node:url";
import { builtinsThroughRequire } from "./builtins-through-require.mjs";
import { ownSourceMaps } from "./own-source-maps.mjs";
import manifest from "./package.json" with { type: "json" };

/** Each entry point of package.json, so that a new one is bundled by being listed there. */
const entries = Object.values(manifest.exports).map((target) => target.source);

/**
 * Ways to find credentials that Lambda, which sets them in the environment, never goes. The SDK imports each when all
 * before it failed, so they are not loaded, but they are bundled, and what they share with the clients falls into
 * chunks of its own: without them consult loads 14 files of the layer instead of 22.
 */
const otherCredentials = ["http", "ini", "process", "sso", "web-identity"].map(
  (name) => `@aws-sdk/credential-provider-${name}`,
);

/** esbuild's options; `outdir` is the folder that becomes node_modules/@malote/core. */
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
  // module before main: 567 KB against 899 KB for the SDK clients, and half the load time.
  mainFields: ["module", "main"],
  minify: true,
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  // Node's own modules are called for with require(), by CommonJS dependencies and by the plugin.
  banner: {
    js: 'import { createRequire as __cr } from "node:module"; const require = __cr(import.meta.url);',
  },
  external: [...otherCredentials, "@smithy/credential-provider-imds"],
  plugins: [builtinsThroughRequire, ownSourceMaps],
  logLevel: "warning",
});

/** The package.json that goes beside the bundles: each entry point by the name functions import it by. */
export const layerManifest = () => ({
  name: manifest.name,
  version: manifest.version,
  type: "module",
  exports: Object.fromEntries(
    Object.entries(manifest.exports).map(([name, target]) => [
      name,
      target.source.replace("./src/", "./").replace(/\.ts$/, ".mjs"),
    ]),
  ),
});
