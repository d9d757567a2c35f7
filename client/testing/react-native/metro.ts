import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";

const require = createRequire(import.meta.url);
const { transformAsync } = require("@babel/core") as {
  transformAsync(code: string, options: object): Promise<{ code: string }>;
};

/**
 * Code as Metro makes it for a release build with Hermes: modules through @react-native/babel-preset with its defaults. esbuild
 * joins the modules, as it does for dist/; Metro would keep them apart. The helpers are inside, where Metro takes them from
 * @babel/runtime. The result is a CommonJS module.
 */
export const asMetro = async (code: string, alias: Record<string, string> = {}): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: join(import.meta.dirname, "../../source"), loader: "ts" },
    alias,
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    write: false,
    external: ["expo-file-system", "react-native", "@react-native-async-storage/async-storage"],
    logLevel: "silent",
  });
  const transformed = await transformAsync(outputFiles[0]?.text ?? "", {
    filename: join(import.meta.dirname, "index.js"),
    presets: [[require.resolve("@react-native/babel-preset"), { enableBabelRuntime: false, dev: false }]],
    babelrc: false,
    configFile: false,
    sourceType: "module",
  });
  return transformed.code;
};
