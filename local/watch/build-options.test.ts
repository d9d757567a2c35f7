import { expect, test } from "vitest";
import { buildOptions } from "./build-options.ts";

test("BuildProperties become options of esbuild's API", () => {
  expect(
    buildOptions({
      EntryPoints: ["handler.ts"],
      Format: "esm",
      OutExtension: [".js=.mjs"],
      Target: "node24",
      MainFields: "module,main",
      Minify: true,
      KeepNames: true,
      Sourcemap: true,
      SourcesContent: "false",
      External: ["@malote/core", "@malote/core/*"],
      Banner: ["js=const a=1;"],
    }),
  ).toEqual({
    bundle: true,
    platform: "node",
    entryPoints: ["handler.ts"],
    format: "esm",
    outExtension: { ".js": ".mjs" },
    target: ["node24"],
    mainFields: ["module", "main"],
    minify: true,
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    external: ["@malote/core", "@malote/core/*"],
    banner: { js: "const a=1;" },
  });
});

test("properties that the template leaves out have SAM's defaults", () => {
  expect(buildOptions({ EntryPoints: ["a.ts"], Platform: "browser" })).toEqual({
    entryPoints: ["a.ts"],
    bundle: true,
    platform: "node",
    target: "es2020",
    format: "cjs",
    minify: true,
  });
});

test("the error for a value that is not a list names the property", () => {
  expect(() => buildOptions({ External: 1 })).toThrow("BuildProperties.External");
});
