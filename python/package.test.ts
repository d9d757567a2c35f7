import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runTool } from "../tools/command/run-tool.ts";
import type { Trouble } from "../tools/command/trouble.ts";
import { root } from "../tools/paths.ts";
import { ensureEnvironments, programOf } from "../tools/python/environments.ts";
import { generated, generateInto } from "./generate.ts";

// The Python package: its own tests, the generated layer, and what would be published.

const cwd = join(root, "python");
let folder: string;

beforeAll(async () => {
  await ensureEnvironments(["python-client"], { onLine: (line) => console.error(line) });
  folder = await mkdtemp(join(tmpdir(), "malote-python-"));
}, 240_000);
afterAll(() => rm(folder, { recursive: true }));

/** Runs a program of the package's environment, and returns its lines. */
const run = async (program: string, ...args: string[]): Promise<string[]> => {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
  const output = await runTool(programOf("python-client", program), args, { name: program, cwd, env }).catch(
    (error: Trouble) => {
      throw new Error(`${error.message}\n${error.tail}`, { cause: error });
    },
  );
  return output.trim().split("\n");
};

test("its tests pass", { timeout: 60_000 }, async () => {
  expect((await run("pytest")).at(-1)).toMatch(/^\d{3} passed/);
});

test("the generated client is that of docs/openapi.yaml (npm run python:generate writes it again)", {
  timeout: 60_000,
}, async () => {
  const now = join(folder, "generated");
  await generateInto(now);
  const names = await filesOf(now);
  expect(await filesOf(generated)).toEqual(names);
  for (const name of names)
    expect(await readFile(join(generated, name), "utf8"), name).toBe(await readFile(join(now, name), "utf8"));
});

test("a wheel and a source distribution hold the package, its types and its licence", {
  timeout: 60_000,
}, async () => {
  await run("hatchling", "build", "--directory", folder);
  const [sdist = "", wheel = ""] = ["malote-0.1.0.tar.gz", "malote-0.1.0-py3-none-any.whl"].map((name) =>
    join(folder, name),
  );
  const modules = (await filesOf(join(cwd, "src"))).sort();
  expect(modules).toContain("malote/py.typed");

  const inWheel = await run(
    "python",
    ...["-c", "import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist(), sep='\\n')", wheel],
  );
  const metadata = ["METADATA", "RECORD", "WHEEL", "licenses/LICENSE"];
  expect(inWheel.sort()).toEqual(
    [...modules, ...metadata.map((name) => `malote-0.1.0.dist-info/${name}`)].sort(),
  );
  const inSdist = await run(
    "python",
    ...["-c", "import sys, tarfile; print(*tarfile.open(sys.argv[1]).getnames(), sep='\\n')", sdist],
  );
  const own = [".gitignore", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"];
  const tests = (await filesOf(join(cwd, "tests"))).map((name) => `tests/${name}`);
  expect(inSdist.map((name) => name.replace("malote-0.1.0/", "")).sort()).toEqual(
    [...own, ...tests, ...modules.map((name) => `src/${name}`)].sort(),
  );

  // Imported from the wheel alone.
  const requires =
    "import sys; sys.path.insert(0, sys.argv[1]); import malote, importlib.metadata as m; print(malote.__file__); print(*m.requires('malote'), sep='\\n')";
  const [from, ...required] = await run("python", "-c", requires, wheel);
  expect(from).toContain(".whl");
  expect(required).toEqual(["attrs>=23.1", "httpx<1,>=0.27", "awscrt>=0.23; extra == 'crc'"]);
});

test("it has the version and the licence of the package for JavaScript", async () => {
  const read = (name: string) => readFile(join(root, name), "utf8");
  const { version } = JSON.parse(await read("client/package.json"));
  expect(await read("python/pyproject.toml")).toContain(`\nversion = "${version}"\n`);
  expect(await read("python/LICENSE")).toBe(await read("LICENSE"));
});

/** All files below a folder, but those that Python and its tools leave behind. */
const filesOf = async (of: string): Promise<string[]> => {
  const entries = await readdir(of, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/__pycache__|_cache/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name).slice(of.length + 1))
    .sort();
};
