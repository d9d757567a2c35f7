import { isBuiltin } from "node:module";

/**
 * esbuild plugin: loads Node's own modules by require() instead of import.
 *
 * If an ES module imports node:http, Node reads every export of it. Some exports are getters that load more modules:
 * WebSocket loads all of undici, which takes 16 of the 21 ms of node:http (Node 24.21). The same holds for node:crypto
 * and webcrypto. require() reads only the exports that are used.
 */
export const builtinsThroughRequire = {
  name: "builtins-through-require",
  setup(build) {
    build.onResolve({ filter: /./ }, ({ path, kind, namespace }) =>
      isBuiltin(path) && namespace !== "builtin" && kind === "import-statement"
        ? { path, namespace: "builtin", sideEffects: false }
        : undefined,
    );
    build.onLoad({ filter: /./, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }));
  },
};
