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

test("what the template leaves out is as SAM has it", () => {
  expect(buildOptions({ EntryPoints: ["a.ts"], Platform: "browser" })).toEqual({
    entryPoints: ["a.ts"],
    bundle: true,
    platform: "node",
    target: "es2020",
    format: "cjs",
    minify: true,
  });
});

test("a list that is none is said with its name", () => {
  expect(() => buildOptions({ External: 1 })).toThrow("BuildProperties.External");
});
