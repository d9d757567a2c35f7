import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";

const require = createRequire(import.meta.url);
const { transformAsync } = require("@babel/core") as {
  transformAsync(code: string, options: object): Promise<{ code: string }>;
};

const source = join(import.meta.dirname, "../../source");

/**
 * Code as Metro makes it for Hermes, by default for a release build: modules through @react-native/babel-preset with its defaults. esbuild
 * joins the modules, as it does for dist/; Metro would keep them apart. The helpers are inside, where Metro takes them from
 * @babel/runtime. The result is a CommonJS module.
 */
export const asMetro = async (
  code: string,
  {
    resolveDir = source,
    profile = "hermes-stable",
    dev = false,
  }: { resolveDir?: string; profile?: string; dev?: boolean } = {},
): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir, loader: "ts" },
    alias: { "malote/react-native": join(source, "react-native.ts") },
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    write: false,
    external: ["react-native", "expo-*", "@react-native-async-storage/*"],
    logLevel: "silent",
  });
  const transformed = await transformAsync(outputFiles[0]?.text ?? "", {
    filename: join(import.meta.dirname, "index.js"),
    presets: [
      [
        require.resolve("@react-native/babel-preset"),
        { enableBabelRuntime: false, dev, unstable_transformProfile: profile },
      ],
    ],
    babelrc: false,
    configFile: false,
    sourceType: "module",
  });
  return transformed.code;
};
