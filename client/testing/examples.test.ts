import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { someBytes } from "./connected.ts";
import { fakeServer } from "./fake-server.ts";

// Runs each example of docs/client.md and of the guides beside it against the fake service. The pages' globals are stand-ins.

const root = join(import.meta.dirname, "../..");
const guide = ["client.md", ...["web", "react", "node", "uppy"].map((name) => `client/${name}.md`)]
  .map((path) => readFileSync(join(root, "docs", path), "utf8"))
  .join("\n");
const examples = [...guide.matchAll(/^```ts (page|node) (\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, platform = "", name = "", code = ""]) => ({ platform, name, code }),
);

let server: Awaited<ReturnType<typeof fakeServer>>;
let folder: string;
const before = process.cwd();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-examples-"));
  await writeFile(join(folder, "holiday.mp4"), someBytes(50_000));
  await writeFile(join(folder, "notes.txt"), someBytes(100));
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  server = await fakeServer();
  server.service.statuses = Array.from({ length: 50 }, (_, i) => (i === 0 ? "processing" : "completed"));
  const stored = new Map<string, string>();
  vi.stubEnv("ID_TOKEN", "token");
  vi.stubGlobal("session", { idToken: "token" });
  const film = new File([someBytes(50_000)], "film.mp4", { type: "video/mp4" });
  vi.stubGlobal("file", film);
  vi.stubGlobal("files", [film, new File(["x"], "x.txt")]);
  for (const element of ["bar", "label", "pauseButton", "cancelButton"]) vi.stubGlobal(element, {});
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
  vi.stubGlobal(
    "Worker",
    class {
      constructor() {
        throw new Error("There are no workers here.");
      }
    },
  );
  vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation((...words: unknown[]) => {
    throw new Error(words.join(" "));
  });
});
afterEach(() => {
  server.close();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test("there are examples for pages and for Node.js", () => {
  expect(examples.filter(({ platform }) => platform === "page").length).toBeGreaterThanOrEqual(6);
  expect(examples.filter(({ platform }) => platform === "node").length).toBeGreaterThanOrEqual(4);
});

/** Those of the hooks are components. */
const components = [...guide.matchAll(/^```tsx react (\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, name = "", code = ""]) => ({ name, code }),
);

/** What the examples use of their page, as a page declares it. */
const PAGE = `declare const session: { idToken: string | undefined };
declare const file: File;
declare const files: FileList;
declare const bar: HTMLProgressElement;
declare const label: HTMLElement;
declare const pauseButton: HTMLButtonElement;
declare const cancelButton: HTMLButtonElement;`;

/** What TypeScript prints. */
const compile = async (
  name: string,
  files: readonly (readonly [path: string, code: string])[],
  options: object = {},
  paths: Record<string, string[]> = {},
): Promise<string> => {
  const place = join(folder, name);
  await mkdir(place);
  // Of Uppy.
  await symlink(join(root, "node_modules"), join(place, "node_modules"));
  await writeFile(join(place, "page.d.ts"), PAGE);
  for (const [path, code] of files) await writeFile(join(place, path), code);
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      lib: ["es2024", "dom"],
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
      paths: {
        malote: [join(root, "client/source/index.ts")],
        "malote/node": [join(root, "client/source/node.ts")],
        "malote/uppy": [join(root, "client/source/uppy.ts")],
        "malote/react": [join(root, "client/source/react.ts")],
        ...paths,
      },
      ...options,
    },
    include: ["*.ts", "*.tsx"],
  };
  await writeFile(join(place, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [tsc, "-p", place], { encoding: "utf8", cwd: place }).stdout;
};

test("each example, also that of the package's README, compiles under the strictest options", async () => {
  const readme = readFileSync(join(root, "client/README.md"), "utf8");
  const [, short = ""] = /^```ts\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  expect(short).toContain("upload(");
  const files = [...examples, { platform: "page", name: "readme", code: short }].map(
    ({ platform, name, code }) => [`${platform}-${name}.ts`, code] as const,
  );
  expect(await compile("types", files)).toBe("");
}, 60_000);

// The declarations of the hooks name neither library (package.test.ts), so a page needs the types of its own one only.
test.each(["react", "preact"])("each component compiles with the JSX of %s", async (jsxImportSource) => {
  expect(components.map(({ name }) => name)).toEqual(["upload", "files", "file"]);
  const files = components.map(({ name, code }) => [`${name}.tsx`, code] as const);
  const paths = {
    "react/*": [join(root, "node_modules/@types/react/*")],
    "preact/*": [join(root, "node_modules/preact/*")],
  };
  expect(await compile(jsxImportSource, files, { jsx: "react-jsx", jsxImportSource }, paths)).toBe("");
}, 60_000);

test.each(examples)("the example $platform $name runs", async ({ name, code }) => {
  const file = join(folder, `${name}-${Date.now()}.mjs`);
  const needsFile = name === "files";
  await build({
    stdin: {
      contents: code.replaceAll("https://api.example.com/v1", server.service.origin),
      resolveDir: root,
      loader: "ts",
    },
    alias: {
      malote: join(root, "client/source/index.ts"),
      "malote/node": join(root, "client/source/node.ts"),
      "malote/uppy": join(root, "client/source/uppy.ts"),
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: file,
    logLevel: "silent",
  });
  if (needsFile) await aCompletedFile();

  await import(pathToFileURL(file).href);

  if (needsFile) expect(server.service.files.size).toBe(0);
  else if (name !== "connect")
    expect([...server.service.files.values()].every(({ bytes }) => bytes)).toBe(true);
});

const aCompletedFile = async () => {
  const { connect, upload } = await import("../source/index.ts");
  const { file_id } = await upload(connect({ url: server.service.origin, token: "t" }), someBytes(10), {
    name: "a",
  });
  const file = server.service.files.get(file_id);
  if (file) file.status = "completed";
  server.service.statuses = [];
};

test.each([
  "core/connect-on",
  "core/upload",
  "core/upload-all",
  "uppy/options",
])("each option of %s is in the guide", (module) => {
  const source = readFileSync(join(root, `client/source/${module}.ts`), "utf8");
  const listed = /OPTIONS[^=]* = \[([^\]]*)\]/.exec(source)?.[1] ?? "";
  const names = [...listed.matchAll(/"(\w+)"/g), ...source.matchAll(/^ {2}(\w+): \[/gm)].map(
    ([, name]) => name,
  );
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) expect(guide).toContain(`\`${name}\``);
});

test("each optional member of an options type documents its default", () => {
  const source = join(root, "client/source");
  const undocumented: string[] = [];
  let members = 0;
  for (const path of readdirSync(source, { recursive: true, encoding: "utf8" })) {
    if (!/^(core|react|types|uppy)\W.*\.ts$/.test(path) || path.endsWith(".test.ts")) continue;
    const text = readFileSync(join(source, path), "utf8");
    for (const [, name, body = ""] of text.matchAll(/^export interface (\w+Options)\b([\s\S]*?)^\}/gm)) {
      // A docstring, if there is one, and the member after it.
      for (const [, doc = "", member] of body.matchAll(
        /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)?\n {2}(\w+)\?[:(]/g,
      )) {
        members++;
        if (!doc.includes("Default: ")) undocumented.push(`${name}.${member}`);
      }
    }
  }
  expect(members).toBeGreaterThan(40);
  expect(undocumented).toEqual([]);
});

test("each code of the package's own errors is in the guide and in the docstring of MaloteError", () => {
  const source = join(root, "client/source");
  const docstring = readFileSync(join(source, "errors/malote-error.ts"), "utf8");
  const codes = new Set<string>();
  for (const path of readdirSync(source, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".ts") || path.endsWith(".test.ts")) continue;
    const text = readFileSync(join(source, path), "utf8");
    for (const [, code = ""] of text.matchAll(/new MaloteError\(\s*"([\w-]+)"/g)) codes.add(code);
  }
  expect(codes).toContain("not-completed");
  for (const code of codes) {
    expect(guide).toContain(`\`${code}\``);
    expect(docstring).toContain(`\`${code}\``);
  }
});
