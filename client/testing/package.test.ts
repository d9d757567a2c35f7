import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

// The package as it is published: packed by npm, and unpacked into a project that has nothing else.

const client = join(import.meta.dirname, "..");
const tsc = join(client, "../node_modules/typescript/bin/tsc");
let project: string;
let unpacked: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "malote-package-"));
  unpacked = join(project, "node_modules/malote");
  await mkdir(unpacked, { recursive: true });
  // Also runs the script prepack, which builds dist/.
  execFileSync("npm", ["pack", "--silent", "--pack-destination", project], { cwd: client });
  const tarball = (await readdir(project)).find((name) => name.endsWith(".tgz")) ?? "";
  execFileSync("tar", ["-xzf", tarball, "-C", unpacked, "--strip-components=1"], { cwd: project });
  await writeFile(join(project, "package.json"), JSON.stringify({ type: "module" }));
}, 120_000);
afterAll(() => rm(project, { recursive: true }));

test("it has the licence, the guide's beginning and no sources or tests", async () => {
  const names = await readdir(unpacked);
  expect(names.sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
  await expect(readFile(join(unpacked, "LICENSE"), "utf8")).resolves.toBe(
    await readFile(join(client, "../LICENSE"), "utf8"),
  );
});

test("it has each file that its manifest names, and beside them only code and declarations", async () => {
  const { exports } = JSON.parse(await readFile(join(unpacked, "package.json"), "utf8")) as {
    exports: Record<string, { types: string; default: string }>;
  };
  const files = (await readdir(unpacked, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(unpacked, join(entry.parentPath, entry.name)).replaceAll(sep, "/"));

  expect(Object.keys(exports)).toContain("./react-native");
  for (const { types, default: code } of Object.values(exports))
    expect(files).toEqual(expect.arrayContaining([types.slice(2), code.slice(2)]));
  const others = files.filter((path) => !/^dist\/[\w/-]+(\.d\.ts|\.js)$/.test(path));
  expect(others.sort()).toEqual(["LICENSE", "README.md", "dist/command/LICENSES.txt", "package.json"]);
  const chunks = files.filter((path) => /^dist\/chunk-/.test(path));
  for (const path of files.filter((path) => path.endsWith(".js"))) {
    const code = await readFile(join(unpacked, path), "utf8");
    // Nothing of the machine that built it, and each chunk that is imported.
    expect(code, path).not.toContain(client);
    expect(code, path).not.toContain("sourceMappingURL");
    for (const [, chunk] of code.matchAll(/from "\.\/(chunk-\w+\.js)"/g))
      expect(chunks).toContain(`dist/${chunk}`);
  }
});

/** An app that has Uppy. */
const withUppy = () => symlink(join(client, "../node_modules/@uppy"), join(project, "node_modules/@uppy"));

const bundle = async (code: string, conditions: string[] = []) => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: project },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    logLevel: "silent",
    external: ["react"],
    conditions,
  });
  return outputFiles[0]?.text ?? "";
};

test("it has the command, which needs nothing else, and no dependencies", async () => {
  const { bin, dependencies = {} } = JSON.parse(await readFile(join(unpacked, "package.json"), "utf8"));
  expect(dependencies).toEqual({});
  const printed = execFileSync(process.execPath, [join(unpacked, bin.malote), "--version"], {
    cwd: project,
    encoding: "utf8",
  });
  expect(printed).toMatch(/^\d+\.\d+\.\d+\n$/);
  const names = (await readdir(join(unpacked, "dist/command"))).map((name) =>
    name.replace(/-\w+\.js$/, "-.js"),
  );
  // What malote mcp alone needs is in serve.
  expect(names.sort()).toEqual(["LICENSES.txt", "chunk-.js", "malote.js", "serve-.js"]);
});

test.each([
  [[]],
  [["source"]],
  [["development", "source", "browser"]],
])("bundlers with the conditions %j find its entries", async (conditions) => {
  for (const entry of ["malote", "malote/worker", "malote/react", "malote/react-native"])
    expect((await bundle(`export * from "${entry}";`, conditions)).length).toBeGreaterThan(500);
});

test("a bundle keeps the worker that is imported for its effect, and drops what is not used", async () => {
  expect(await bundle('import "malote/worker";')).toContain("postMessage");
  expect((await bundle('import "malote";')).length).toBeLessThan(50);
});

test("the hooks work with a connection of the other entry, because both share its chunks", async () => {
  await mkdir(join(project, "node_modules/react"), { recursive: true });
  await writeFile(
    join(project, "node_modules/react/package.json"),
    JSON.stringify({ type: "module", exports: "./r.js" }),
  );
  await writeFile(
    join(project, "node_modules/react/r.js"),
    "export const useMemo = (make) => make(), useState = (make) => [make()], useEffect = () => {}, useSyncExternalStore = (_, get) => get();",
  );
  const code = `import { connect } from "malote"; import { useUpload } from "malote/react";
    const malote = connect({ url: "https://127.0.0.1:1", token: "t", retries: 0 });
    const upload = useUpload(malote);
    await upload.start(new Blob(["x"]), { name: "a" });
    console.log(upload.state);
    await useUpload({}).start(new Blob(["x"]), { name: "a" });
    console.log("never rejects");`;
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: project,
    encoding: "utf8",
  });
  expect(printed.split("\n")).toEqual(["idle", "never rejects", ""]);
  await rm(join(project, "node_modules/react"), { recursive: true });
});

test("its declarations name no other package and no module of Node.js, but that of the plugin for Uppy", async () => {
  const dist = join(unpacked, "dist");
  const files = (await readdir(dist, { recursive: true })).filter((path) => path.endsWith(".d.ts"));
  expect(files).toContain("index.d.ts");
  for (const file of files) {
    const text = await readFile(join(dist, file), "utf8");
    // An example in a docstring imports other packages, too.
    const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "");
    const imported = [...code.matchAll(/(?:from |import\()"([^"]+)"/g)].map(([, specifier]) => specifier);
    const allowed = /^uppy\W/.test(file) ? /^(@uppy\/core|\.{1,2}\/.*\.js)$/ : /^\.{1,2}\/.*\.js$/;
    for (const specifier of imported) expect(specifier, file).toMatch(allowed);
    expect(text, file).not.toMatch(/reference types|NodeJS\.|\bBuffer\b/);
  }
});

const OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  module: "nodenext",
  target: "es2022",
  types: [],
  lib: ["es2022", "dom"],
};

const compile = async (name: string, code: string, options: object = {}) => {
  await writeFile(join(project, `${name}.ts`), code);
  const config = { compilerOptions: { ...OPTIONS, ...options }, files: [`${name}.ts`] };
  await writeFile(join(project, `${name}.json`), JSON.stringify(config));
  execFileSync(process.execPath, [tsc, "-p", `${name}.json`], { cwd: project, stdio: "pipe" });
};

test("a page compiles with it, without the types of Node.js, and a misspelt option does not", async () => {
  const code = `import { connect, upload, waitFor, type UploadedFile } from "malote";
    const malote = connect({ url: "https://a.example", token: async () => "t" });
    const file: UploadedFile = await upload(malote, new Blob([]), { name: "a", onProgress: ({ bytes }) => bytes });
    await waitFor(malote, file.file_id);
    // @ts-expect-error There is no such option.
    await upload(malote, new Blob([]), { nmae: "a" });
    export {};`;
  await compile("page", code);
}, 60_000);

test.each([[[]], [["--conditions=source"]]])("both entries load in Node.js, with %j", (flags) => {
  const code =
    'const [a, b] = await Promise.all([import("malote"), import("malote/node")]); console.log(typeof a.upload, typeof b.folderStore)';
  const printed = execFileSync(process.execPath, [...flags, "--input-type=module", "-e", code], {
    cwd: project,
    encoding: "utf8",
  });
  expect(printed.trim()).toBe("function function");
});

test("the plugin works in an app with Uppy, on a connection of the other entry, and its types know each event", async () => {
  await withUppy();
  const start = `import Uppy from "@uppy/core";
    import { connect } from "malote";
    import { MaloteUpload } from "malote/uppy";
    const malote = connect({ url: "https://a.example", token: "t" });`;
  const code = 'console.log(new Uppy().use(MaloteUpload, { malote }).getPlugin("MaloteUpload").type);';
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", start + code], {
    cwd: project,
    encoding: "utf8",
  });
  expect(printed.trim()).toBe("uploader");
  await compile(
    "uppy",
    `${start}
    import type { Meta } from "@uppy/core";
    import type { MaloteBody } from "malote/uppy";
    const uppy = new Uppy<Meta, MaloteBody>().use(MaloteUpload, { malote, tags: ({ name }) => ({ name }) });
    uppy.on("file-status", (file, { status }) => [file.name, status satisfies string, file.malote?.file_id]);
    uppy.on("upload-success", (_, { body }) => body?.file_id satisfies string | undefined);
    // @ts-expect-error There is no such option.
    uppy.use(MaloteUpload, { malote, limt: 5 });
    // @ts-expect-error There is no such event.
    uppy.on("file-statuses", () => {});`,
    // Uppy's own declarations name newer globals than a page may have.
    { skipLibCheck: true },
  );
}, 60_000);
