import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import core from "../../layers/core/package.json" with { type: "json" };
import root from "../../package.json" with { type: "json" };

// Which folder may import which. An import of a type counts as any other: it says who knows whom.

const FILES = globSync("**/*.{ts,mts,mjs}", {
  exclude: (path) => /(^|\/)(node_modules|dist|\.malote|\.aws-sam)(\/|$)/.test(path),
});

/** The files of the project that a file imports, and the packages (by their names). */
const importsOf = (file: string): { files: string[]; packages: string[] } => {
  // Biome writes each statement on one line, or its end on a line of its own.
  const statements = readFileSync(file, "utf8").matchAll(
    /^(?:import |export |\} )(?:[^"\n]*from )?"([^"]+)"[^"\n]*(?:"json" \})?;$|\bimport\("([^"]+)"\)/gm,
  );
  const found = [...statements].map(([, statically, dynamically]) => statically ?? dynamically ?? "");
  const targets = found.map((specifier) => resolve(specifier, file));
  return {
    files: targets.filter((target) => FILES.includes(target)),
    packages: targets.filter((target) => !FILES.includes(target) && !target.endsWith(".json")),
  };
};

const resolve = (specifier: string, from: string): string => {
  if (specifier.startsWith(".")) return normalize(join(dirname(from), specifier));
  const entry = core.exports[specifier.replace(core.name, ".") as keyof typeof core.exports];
  if (specifier.startsWith(core.name) && entry) return join("layers/core", entry["malote-source"]);
  for (const [pattern, target] of Object.entries(root.imports)) {
    const prefix = pattern.replace("*", "");
    if (specifier.startsWith(prefix)) return normalize(target.replace("*", specifier.slice(prefix.length)));
  }
  return specifier;
};

const GRAPH = new Map(FILES.map((file) => [file, importsOf(file)]));
const isPublished = (path: string): boolean => isDeployed(path) || path.startsWith("client/source/");
const isDeployed = (path: string): boolean => /^(functions|layers\/core\/src)\//.test(path);
const isTest = (file: string): boolean => /\.test\.ts$|\/testing\//.test(file);

const SRC = "layers/core/src";
/** A function that imported another file of the layer would have a copy of that file in its bundle. */
const LAYER = Object.values(core.exports).map((entry) => join("layers/core", entry["malote-source"]));

/** What the files of a folder (or one file) may import: folders of the project, and packages. */
const MAY_IMPORT: [from: string, folders: string[], packages: RegExp][] = [
  [`${SRC}/domain/`, [`${SRC}/domain/`], /^(node:crypto|mime|ipaddr\.js)$/],
  [`${SRC}/contract/`, [`${SRC}/contract/`, `${SRC}/domain/`], /^valibot$/],
  [`${SRC}/views/`, [`${SRC}/views/`, `${SRC}/contract/`, `${SRC}/domain/`], /^$/],
  [`${SRC}/ports.ts`, [`${SRC}/domain/`], /^$/],
  [
    `${SRC}/steps/`,
    [`${SRC}/steps/`, `${SRC}/views/`, `${SRC}/contract/`, `${SRC}/domain/`, `${SRC}/ports.ts`],
    /^(node:crypto)?$/,
  ],
  [`${SRC}/aws/`, [`${SRC}/aws/`, `${SRC}/domain/`, `${SRC}/ports.ts`], /^(node:|@aws-sdk\/|@smithy\/)/],
  [`${SRC}/`, [`${SRC}/`], /./],
  // No SDK: a function's calls to AWS are in the layer.
  [
    "functions/",
    ["functions/", ...LAYER],
    /^(node:|aws-lambda$|@aws-lambda-powertools\/|valibot$|file-type$|standardwebhooks$)/,
  ],
  // The package `malote` depends on nothing. Only its entry for Node.js imports modules of Node.js, and only its entry for
  // React imports React.
  [
    "client/source/core/",
    ["client/source/core/", "client/source/errors/", "client/source/types/", "client/source/utils/"],
    /^$/,
  ],
  ["client/source/errors/", ["client/source/errors/", "client/source/types/"], /^$/],
  ["client/source/types/", ["client/source/types/"], /^$/],
  ["client/source/utils/", ["client/source/utils/", "client/source/errors/"], /^$/],
  ["client/source/node/", ["client/source/"], /^node:/],
  ["client/source/react/", ["client/source/"], /^react$/],
  // Bundled with its libraries into one file (client/build.mjs).
  [
    "client/source/command/",
    ["client/source/"],
    /^(node:|@bomb\.sh\/tab$|@clack\/prompts$|amazon-cognito-identity-js$|commander$|@modelcontextprotocol\/sdk(\/|$)|zod(\/|$)|env-paths$|log-update$|picomatch$|string-width$|uqr$)/,
  ],
  ["local/", ["local/", "tools/", "client/source/", "layers/core/build.mjs"], /./],
  ["tools/", ["tools/"], /^(node:|fflate$|vitest$)/],
];

describe.each(MAY_IMPORT)("%s", (from, folders, packages) => {
  test(`imports only ${folders.join(", ")} and the packages ${packages}`, () => {
    const files = FILES.filter((file) => file.startsWith(from) && !(isPublished(from) && isTest(file)));
    expect(files).not.toEqual([]);
    const others = files.flatMap((file) => [
      ...(GRAPH.get(file)?.files ?? [])
        .filter((target) => !folders.some((folder) => target.startsWith(folder)))
        .map((target) => `${file} -> ${target}`),
      ...(GRAPH.get(file)?.packages ?? [])
        .filter((name) => !packages.test(name))
        .map((name) => `${file} -> ${name}`),
    ]);
    expect(others).toEqual([]);
  });
});

test("a function imports no other function", () => {
  const folderOf = (file: string) => /^functions\/[^/]+\//.exec(file)?.[0];
  const others = FILES.filter((file) => folderOf(file) && !isTest(file)).flatMap((file) =>
    (GRAPH.get(file)?.files ?? [])
      .filter((target) => folderOf(target) !== undefined && folderOf(target) !== folderOf(file))
      .map((target) => `${file} -> ${target}`),
  );
  expect(others).toEqual([]);
});

test("what is deployed imports no helper of the tests", () => {
  const deployed = FILES.filter((file) => isDeployed(file) && !isTest(file));
  const helpers = deployed.flatMap((file) =>
    (GRAPH.get(file)?.files ?? []).filter(isTest).map((target) => `${file} -> ${target}`),
  );
  expect(helpers).toEqual([]);
});

test("no import leads back to where it started", () => {
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
    if (path.includes(file) || done.has(file)) return;
    for (const target of GRAPH.get(file)?.files ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of FILES) visit(file, []);
  expect(cycles).toEqual([]);
});
