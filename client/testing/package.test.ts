import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };

// The package as it is published: built, and used by a project that has nothing else.

const client = join(import.meta.dirname, "..");
const tsc = join(client, "../node_modules/typescript/bin/tsc");
let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "malote-package-"));
  execFileSync(process.execPath, [join(client, "build.mjs"), join(project, "dist")]);
  await mkdir(join(project, "node_modules/malote"), { recursive: true });
  await symlink(join(project, "dist"), join(project, "node_modules/malote/dist"));
  await writeFile(join(project, "node_modules/malote/package.json"), JSON.stringify(manifest));
}, 60_000);
afterAll(() => rm(project, { recursive: true }));

test("its declarations name no other package and no module of Node.js", async () => {
  const dist = join(project, "dist");
  const files = (await readdir(dist, { recursive: true })).filter((path) => path.endsWith(".d.ts"));
  expect(files).toContain("index.d.ts");
  for (const file of files) {
    const text = await readFile(join(dist, file), "utf8");
    const imported = [...text.matchAll(/(?:from |import\()"([^"]+)"/g)].map(([, specifier]) => specifier);
    for (const specifier of imported) expect(specifier, file).toMatch(/^\.{1,2}\/.*\.js$/);
    expect(text, file).not.toMatch(/reference types|NodeJS\.|\bBuffer\b/);
  }
});

test("a page compiles with it, without the types of Node.js, and a misspelt option does not", async () => {
  const code = `import { connect, upload, waitFor, type UploadedFile } from "malote";
    const malote = connect({ url: "https://a.example", token: async () => "t" });
    const file: UploadedFile = await upload(malote, new Blob([]), { name: "a", onProgress: ({ bytes }) => bytes });
    await waitFor(malote, file.file_id);
    // @ts-expect-error There is no such option.
    await upload(malote, new Blob([]), { nmae: "a" });
    export {};`;
  await writeFile(join(project, "page.ts"), code);
  const options = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    module: "nodenext",
    target: "es2022",
    types: [],
  };
  await writeFile(
    join(project, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...options, lib: ["es2022", "dom"] }, files: ["page.ts"] }),
  );
  await writeFile(join(project, "package.json"), JSON.stringify({ type: "module" }));
  execFileSync(process.execPath, [tsc, "-p", project], { stdio: "pipe" });
}, 60_000);

test("both entries load in Node.js without a build of their user's own", () => {
  const code =
    'const [a, b] = await Promise.all([import("malote"), import("malote/node")]); console.log(typeof a.upload, typeof b.folderStore)';
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: project,
    encoding: "utf8",
  });
  expect(printed.trim()).toBe("function function");
});
