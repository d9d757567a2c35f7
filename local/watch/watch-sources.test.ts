import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { functionsIn } from "../stack/template.ts";
import { bundleFunction, type Files } from "./bundle-function.ts";
import { functionUnit, type Unit } from "./units.ts";
import { watchSources } from "./watch-sources.ts";

// A repository of its own, with esbuild and the file system as they are; only Lambda is a list of what it got.
const TEMPLATE = `
Resources:
  Greet:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties: { EntryPoints: [handler.ts], Format: esm, OutExtension: [.js=.mjs], Minify: false }
    Properties: { CodeUri: functions/greet, Role: !GetAtt Some.Arn }
`;

// Each step waits for what it brings about; a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000 });
const PATIENCE = { timeout: 15_000 };

let root: string;
let lines: string[];
let sent: [string, string][];
let end: () => Promise<void>;

const save = async (path: string, text: string) => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
};
/** As most editors do: a file beside it, renamed over it. */
const saveAtomically = async (path: string, text: string) => {
  await save(`${path}.tmp`, text);
  await rename(join(root, `${path}.tmp`), join(root, path));
};
const greeting = (words: string) => `export const greeting = "${words}";\n`;
const code = (files: Files) => Buffer.from(files.get("handler.mjs") ?? "").toString();
const sends = (words: string) => vi.waitFor(() => expect(sent.at(-1)?.[1]).toContain(words), PATIENCE);
const says = (words: string) => vi.waitFor(() => expect(lines.join("\n")).toContain(words), PATIENCE);

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "sources-")));
  lines = [];
  sent = [];
  await save("template.yaml", TEMPLATE);
  await save(
    "functions/greet/handler.ts",
    'import { greeting } from "./greeting.ts";\nexport const handler = async () => greeting;\n',
  );
  await save("functions/greet/greeting.ts", greeting("hello"));
  await save("layers/core/src/index.ts", "export {};\n");
  const built = join(root, "built");
  const deployment = {
    updateFunction: async (name: string, files: Files) => void sent.push([name, code(files)]),
  };
  const functions = functionsIn(TEMPLATE).map((fn) => functionUnit(fn, { root, built, deployment }));
  for (const fn of functionsIn(TEMPLATE)) {
    await save("built/Greet/handler.mjs", code((await bundleFunction(fn, { root, built })).files));
  }
  const layer: Unit = {
    name: "CoreLayer",
    folder: join(root, "layers", "core"),
    concerns: (path) => path.startsWith(join(root, "layers")),
    bundle: async () => new Map([["index", await readFile(join(root, "layers/core/src/index.ts"))]]),
    deployed: async () => new Map([["index", Buffer.from("export {};\n")]]),
    send: async (files) => void sent.push(["CoreLayer", String(files.get("index"))]),
  };
  end = await watchSources({
    root,
    template: TEMPLATE,
    layer,
    functions,
    onLine: (line) => lines.push(line),
  });
});
afterEach(async () => {
  await end();
  await rm(root, { recursive: true });
});

test("what was deployed is not sent again", () => {
  expect(sent).toEqual([]);
  expect(lines).toEqual([]);
});

test("every save is sent, however the editor does it", async () => {
  for (const words of ["one", "two", "three"]) {
    await saveAtomically("functions/greet/greeting.ts", greeting(words));
    await sends(words);
  }
  await save("functions/greet/greeting.ts", greeting("four"));
  await sends("four");
  await says("Greet runs the new code");
  expect(sent).toHaveLength(4);
});

test("a folder that is new, and one that was removed and made again, are watched", async () => {
  await save("functions/greet/words/hi.ts", greeting("from a folder"));
  await save("functions/greet/greeting.ts", 'export { greeting } from "./words/hi.ts";\n');
  await sends("from a folder");
  await rm(join(root, "functions/greet/words"), { recursive: true });
  await says("Could not resolve");
  await save("functions/greet/words/hi.ts", greeting("here again"));
  await sends("here again");
});

test("what does not build is shown with file and line, and the next good save heals it", async () => {
  await save("functions/greet/greeting.ts", "export const greeting = = 1;\n");
  await says(`functions/greet/greeting.ts:1:25: Unexpected "="`);
  expect(sent).toEqual([]);
  await save("functions/greet/greeting.ts", 'import { x } from "./gone.ts";\nexport const greeting = x;\n');
  await says('functions/greet/greeting.ts:1:19: Could not resolve "./gone.ts"');
  await save("functions/greet/gone.ts", 'export const x = "found";\n');
  await sends("found");
});

test("the layer goes before the function that was saved with it", async () => {
  await Promise.all([
    save("functions/greet/greeting.ts", greeting("both")),
    save("layers/core/src/index.ts", "export const both = 1;\n"),
  ]);
  await sends("both");
  await vi.waitFor(() => expect(sent.map(([name]) => name)).toEqual(["CoreLayer", "Greet"]));
});

test("tests and what changes nothing send nothing", async () => {
  await save("functions/greet/greeting.test.ts", "throw new Error();\n");
  await save("functions/greet/testing/fakes.ts", "throw new Error();\n");
  await save("functions/greet/greeting.ts", `// a comment\n${greeting("hello")}`);
  await says("what runs is the same");
  expect(sent).toEqual([]);
});

test("a changed template asks for a restart, one put back does not", async () => {
  await save("template.yaml", `${TEMPLATE}# more\n`);
  await says("template.yaml changed: restart npm start to deploy it");
  lines = [];
  await save("template.yaml", TEMPLATE);
  // Later than the template's own batch, so that the silence means something.
  await save("functions/greet/greeting.ts", greeting("after"));
  await sends("after");
  expect(lines.join("\n")).not.toContain("template.yaml");
});
