import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runTool } from "../tools/command/run-tool.ts";
import type { Trouble } from "../tools/command/trouble.ts";
import { nodeBinary, root } from "../tools/paths.ts";
import { home as pythonHome } from "../tools/python/environment.ts";
import { ensureEnvironments, programOf } from "../tools/python/environments.ts";
import { prepareUv } from "../tools/python/prepare-uv.ts";
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

test("its tests pass", { timeout: 240_000 }, async () => {
  expect((await run("pytest")).at(-1)).toMatch(/^\d{3} passed/);
});

test("the generated client is that of docs/openapi.yaml (npm run python:generate writes it again)", {
  timeout: 240_000,
}, async () => {
  const now = join(folder, "generated");
  await generateInto(now);
  const names = await filesOf(now);
  expect(await filesOf(generated)).toEqual(names);
  for (const name of names)
    expect(await readFile(join(generated, name), "utf8"), name).toBe(await readFile(join(now, name), "utf8"));
});

test("a wheel and a source distribution hold the package, its types and its licence", {
  timeout: 240_000,
}, async () => {
  await runTool(nodeBinary, ["python/build.ts", folder], {
    name: "python:build",
    cwd: root,
    env: process.env,
  });
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

test("it is built with the hatchling that is installed", async () => {
  const locked = /^hatchling==\S+$/m.exec(
    await readFile(join(root, "tools/python/python-client.in"), "utf8"),
  );
  const project = await readFile(join(cwd, "pyproject.toml"), "utf8");
  expect(project).toContain(`requires = ["${locked?.[0]}"]`);
});

// docs/client/generated.md writes the form by hand. client/testing/form-by-hand.test.ts compares it with that of JavaScript.
test("it sends the form of the guide", { timeout: 240_000 }, async () => {
  const guide = await readFile(join(root, "docs/client/generated.md"), "utf8");
  const request = /^```http form\n([\s\S]*?)^```$/m.exec(guide)?.[1] ?? "";
  const documented = request.slice(request.indexOf("\n\n") + 2).replaceAll("\n", "\r\n");
  expect(documented).toContain("THE BYTES");
  expect((await run("python", "-c", SEND_FORM)).join("\n")).toBe(JSON.stringify(documented));
});

const SEND_FORM = `
import json, sys
sys.path[:0] = ["src", "tests"]
import fake_service
from malote import Malote

fields = {"Content-Type": "image/jpeg", "key": "temp/0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b.jpg", "Policy": "eyJleHBpcmF0aW9uIjoi"}

class Service(fake_service.FakeService):
    def _upload(self, body, key):
        form = super()._upload(body, key).json()
        return fake_service.httpx.Response(201, json={**form, "fields": fields})

    def _s3(self, request):
        boundary = request.headers["Content-Type"].partition("boundary=")[2]
        print(json.dumps(request.content.decode().replace(boundary, "BOUNDARY")))
        self.only.data = b"THE BYTES"
        return fake_service.httpx.Response(204)

with Malote(fake_service.API, token="t", transport=Service().transport) as malote:
    malote.upload(b"THE BYTES", name="a.jpg")
`;

test("the guide's installation works, without what it needs", { timeout: 120_000 }, async () => {
  const guide = await readFile(join(root, "docs/client/python.md"), "utf8");
  const [, what = ""] = /^pip install (\S+)$/m.exec(guide) ?? [];
  const uv = await prepareUv({ home: pythonHome, onLine: (line) => console.error(line) });
  const target = join(folder, "installed");
  // hatchling and the dependencies are those of the environment.
  const options = ["--no-deps", "--no-build-isolation", "--python", programOf("python-client", "python")];
  const args = ["pip", "install", "--quiet", ...options, "--target", target, join(root, what)];
  const PATH = [dirname(programOf("python-client", "python")), process.env["PATH"]].join(delimiter);
  await runTool(uv.program, args, { name: "uv pip install", cwd: folder, env: { ...uv.env, PATH } });
  const program = `import sys; sys.path.insert(0, ${JSON.stringify(target)}); import malote; print(malote.__file__)`;
  expect(await run("python", "-c", program)).toEqual([join(target, "malote/__init__.py")]);
});

/** All files below a folder, but those that Python and its tools leave behind. */
const filesOf = async (of: string): Promise<string[]> => {
  const entries = await readdir(of, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/__pycache__|_cache/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name).slice(of.length + 1))
    .sort();
};
