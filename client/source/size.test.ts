import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

// The bytes that a page loads, minified and compressed (gzip -9). Every import that is not needed shows here.

const KB = 1024;

const sizeOf = async (code: string): Promise<number> => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname, loader: "ts" },
    // The page that uses them has Uppy and React.
    external: ["@uppy/core", "react"],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
};

test.each([
  ["connect and upload", 'export { connect, upload } from "./index.ts";', 11 * KB],
  ["everything", 'export * from "./index.ts";', 16 * KB],
  ["connect and status", 'export { connect, status } from "./index.ts";', 4.5 * KB],
  // 3 KB more than connect and upload.
  [
    "connect and the plugin for Uppy",
    'export { connect } from "./index.ts"; export * from "./uppy.ts";',
    14 * KB,
  ],
  ["everything for React Native", 'export * from "./react-native.ts";', 15 * KB],
  ["nothing", 'import "./index.ts";', 50],
])("a bundle of %s is small", async (_, code, most) => {
  expect(await sizeOf(code)).toBeLessThanOrEqual(most);
});

test("the hooks add little to the SDK", async () => {
  const sdk = 'export * from "./index.ts";';
  const hooks = await sizeOf(`${sdk} export * from "./react.ts";`);
  expect(hooks - (await sizeOf(sdk))).toBeLessThanOrEqual(2 * KB);
});
