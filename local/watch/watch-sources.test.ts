import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { functionsIn } from "../stack/template.ts";
import { bundleFunction, type Files } from "./bundle-function.ts";
import { functionUnit, type Unit } from "./units.ts";
import { watchSources } from "./watch-sources.ts";

// A small repository with the real esbuild and the real file system. Lambda is a list of the files that were sent.
const TEMPLATE = `
Resources:
  Greet:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties: { EntryPoints: [handler.ts], Format: esm, OutExtension: [.js=.mjs], Minify: false }
    Properties: { CodeUri: functions/greet, Role: !GetAtt Some.Arn }
`;

// Each step waits for its result. A busy machine may need long.
vi.setConfig({ testTimeout: 60_000 });
const WAIT = { timeout: 15_000 };

let root: string;
let lines: string[];
let sent: [string, string][];
let end: () => Promise<void>;

const save = async (path: string, text: string) => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
};
/** Saves as most editors do: writes another file, and renames it over the first. */
const saveAtomically = async (path: string, text: string) => {
  await save(`${path}.tmp`, text);
  await rename(join(root, `${path}.tmp`), join(root, path));
};
const greeting = (words: string) => `export const greeting = "${words}";\n`;
const code = (files: Files) => Buffer.from(files.get("handler.mjs") ?? "").toString();
const sends = (words: string) => vi.waitFor(() => expect(sent.at(-1)?.[1]).toContain(words), WAIT);
const prints = (words: string) => vi.waitFor(() => expect(lines.join("\n")).toContain(words), WAIT);

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

test("code that was deployed is not sent again", () => {
  expect(sent).toEqual([]);
  expect(lines).toEqual([]);
});

test("every save is sent, whether the editor renames or overwrites", async () => {
  for (const words of ["one", "two", "three"]) {
    await saveAtomically("functions/greet/greeting.ts", greeting(words));
    await sends(words);
  }
  await save("functions/greet/greeting.ts", greeting("four"));
  await sends("four");
  await prints("Greet runs the new code");
  expect(sent).toHaveLength(4);
});

test("a new folder is watched, and so is a folder that was removed and created again", async () => {
  await save("functions/greet/words/hi.ts", greeting("from a folder"));
  await save("functions/greet/greeting.ts", 'export { greeting } from "./words/hi.ts";\n');
  await sends("from a folder");
  await rm(join(root, "functions/greet/words"), { recursive: true });
  await prints("Could not resolve");
  await save("functions/greet/words/hi.ts", greeting("here again"));
  await sends("here again");
});

test("a build error is shown with file and line, and the next correct save is sent", async () => {
  await save("functions/greet/greeting.ts", "export const greeting = = 1;\n");
  await prints(`functions/greet/greeting.ts:1:25: Unexpected "="`);
  expect(sent).toEqual([]);
  await save("functions/greet/greeting.ts", 'import { x } from "./gone.ts";\nexport const greeting = x;\n');
  await prints('functions/greet/greeting.ts:1:19: Could not resolve "./gone.ts"');
  await save("functions/greet/gone.ts", 'export const x = "found";\n');
  await sends("found");
});

test("the layer is sent before a function that was saved at the same time", async () => {
  await Promise.all([
    save("functions/greet/greeting.ts", greeting("both")),
    save("layers/core/src/index.ts", "export const both = 1;\n"),
  ]);
  await sends("both");
  await vi.waitFor(() => expect(sent.map(([name]) => name)).toEqual(["CoreLayer", "Greet"]), {
    timeout: 10_000,
  });
});

test("a saved test, and a save that does not change the bundle, send nothing", async () => {
  await save("functions/greet/greeting.test.ts", "throw new Error();\n");
  await save("functions/greet/testing/fakes.ts", "throw new Error();\n");
  await save("functions/greet/greeting.ts", `// a comment\n${greeting("hello")}`);
  await prints("the running code is the same");
  expect(sent).toEqual([]);
});

test("a changed template needs a restart, but not when the change is undone", async () => {
  await save("template.yaml", `${TEMPLATE}# more\n`);
  await prints("template.yaml changed. To deploy it, restart npm start");
  lines = [];
  await save("template.yaml", TEMPLATE);
  // This save is handled after the template's batch. When it is sent, a warning about the template would be there.
  await save("functions/greet/greeting.ts", greeting("after"));
  await sends("after");
  expect(lines.join("\n")).not.toContain("template.yaml");
});
