import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { runTool } from "../../tools/command/run-tool.ts";
import type { Trouble } from "../../tools/command/trouble.ts";
import { root } from "../../tools/paths.ts";
import { ensureEnvironments, programOf } from "../../tools/python/environments.ts";
import { PART, textOf, withSmallParts } from "./plans.ts";
import { tokenOf } from "./service.ts";

// The Python package, and every example of docs/client/ for Python and the shell, against the deployed template.

const python = programOf("python-client", "python");
let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  await ensureEnvironments(["python-client"], { onLine: (line) => console.error(line) });
  folder = await mkdtemp(join(tmpdir(), "malote-languages-"));
  await writeFile(join(folder, "notes.txt"), textOf(3000));
  // Two parts of the smallest size that the deployment gives.
  await writeFile(join(folder, "log.txt"), textOf(9 * 1024 * 1024));
  env = {
    ...process.env,
    API: inject("stack").api_url,
    TOKEN: await tokenOf("demo"),
    PYTHONPATH: join(root, "python/src"),
    PYTHONDONTWRITEBYTECODE: "1",
    PATH: [dirname(python), process.env["PATH"]].join(delimiter),
  };
});
afterAll(() => rm(folder, { recursive: true }));

const run = async (program: string, ...args: string[]): Promise<string> =>
  runTool(program, args, { name: program, cwd: folder, env }).catch((error: Trouble) => {
    throw new Error(`${error.message}\n${error.tail}`, { cause: error });
  });

const guide = (name: string) => readFile(join(root, "docs/client", name), "utf8");

/** The examples of a guide, by their names. */
const examplesOf = async (name: string, language: string): Promise<Map<string, string>> => {
  const blocks = (await guide(name)).matchAll(
    new RegExp(`^\`\`\`${language} (\\w+)\n([\\s\\S]*?)^\`\`\`$`, "gm"),
  );
  return new Map(Array.from(blocks, ([, title = "", code = ""]) => [title, code]));
};

/** Runs the Python examples of a guide one after the other, in one process, and returns what each one printed. */
const inPython = async (name: string): Promise<Record<string, string>> => {
  const examples = await examplesOf(name, "python");
  // No example without a name, which no test would run.
  expect((await guide(name)).match(/^```python/gm)).toHaveLength(examples.size);
  await writeFile(join(folder, "examples.json"), JSON.stringify([...examples]));
  return JSON.parse(await run(python, "-W", "error", "-c", RUNNER));
};

const RUNNER = `
import contextlib, io, json, pathlib
printed = {}
for title, code in json.loads(pathlib.Path("examples.json").read_text()):
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(compile(code, title, "exec"), {"__name__": title})
    printed[title] = output.getvalue()
print(json.dumps(printed))
`;

test(
  "the Python clients upload, wait, download and delete: one form, parts, and the rest of an upload",
  { timeout: 240_000 },
  () =>
    withSmallParts(async () => {
      await writeFile(join(folder, "parts.txt"), textOf(20 * PART + 7));
      const script = join(root, "tests/e2e/round-trip.py");
      expect(await run(python, "-W", "error", script)).toBe("done\n");
    }),
);

test("docs/client/python.md", { timeout: 120_000 }, async () => {
  await rm(join(folder, "copy.txt"), { force: true });
  expect(await inPython("python.md")).toEqual({
    upload: "completed\nCRC32\n",
    bytes: expect.stringMatching(/^[0-9a-f-]{36} (uploaded|processing|completed) /),
    asyncio: expect.stringMatching(/^(\w+\n)*completed\n(\w+\n)*completed\n$/),
    resume: expect.stringMatching(/100%\nsent\n$/),
    call: expect.stringMatching(/^hello\.txt \w+\n/),
    errors: expect.stringMatching(/^Choose another file: request_upload: .*exe/),
  });
  expect(await readFile(join(folder, "copy.txt"))).toEqual(textOf(3000));
});

test("docs/client/requests.md", { timeout: 120_000 }, async () => {
  await rm(join(folder, "copy.txt"), { force: true });
  expect(await inPython("requests.md")).toEqual({
    form: "completed \n",
    parts: expect.stringMatching(/^(uploaded|processing|completed)\n$/),
  });
  expect(await readFile(join(folder, "copy.txt"))).toEqual(textOf(3000));
});

test("docs/client/curl.md", { timeout: 120_000 }, async ({ skip }) => {
  const missing = ["curl", "jq"].filter((tool) => spawnSync(tool, ["--version"]).error !== undefined);
  if (missing.length > 0) {
    const reason = `The examples of docs/client/curl.md are not run: install ${missing.join(" and ")}.`;
    if (process.env["CI"]) throw new Error(reason);
    console.error(reason);
    skip(reason);
  }
  const examples = await examplesOf("curl.md", "sh");
  expect([...examples.keys()]).toEqual(["call", "file", "parts", "errors"]);
  expect((await guide("curl.md")).match(/^```/gm)).toHaveLength(8);

  await rm(join(folder, "copy.txt"), { force: true });
  const lines = (await run("sh", "-euc", [...examples.values()].join("\n"))).trim().split("\n");
  expect(lines.filter((line) => !line.startsWith("curl: (22)"))).toEqual([
    "completed",
    expect.stringMatching(/^(uploaded|processing|completed)$/),
    expect.stringMatching(/^invalid-request: .*file_name/),
  ]);
  expect(await readFile(join(folder, "copy.txt"))).toEqual(textOf(3000));
});
