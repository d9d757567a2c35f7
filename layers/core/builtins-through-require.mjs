import { isBuiltin } from "node:module";

/**
 * esbuild plugin: Node's own modules through require() instead of import.
 *
 * An ES module that imports node:http makes Node read every export of it, and some of them are getters that load
 * what is behind them: WebSocket brings in all of undici, 16 ms of the 21 ms that node:http then takes (Node 24.21).
 * The same for node:crypto and webcrypto. require() reads nothing that nobody asks for.
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
