import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { runTool } from "../../../tools/command/run-tool.ts";
import type { Trouble } from "../../../tools/command/trouble.ts";
import { nodeBinary, root } from "../../../tools/paths.ts";
import { ensureEnvironments, programOf } from "../../../tools/python/environments.ts";
import { idTokenOf } from "../judges/sign-in.ts";

// A client is generated from docs/openapi.yaml with the commands of docs/client/generated.md. With it, one file goes from its
// announcement to its deletion. Nothing that is generated is kept.

const stack = inject("realStack");
const here = join(root, "tests/real/generators");

let folder: string;
let variables: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-generated-"));
  await mkdir(join(folder, "docs"));
  await cp(join(root, "docs/openapi.yaml"), join(folder, "docs/openapi.yaml"));
  variables = {
    ...process.env,
    MALOTE_API_URL: stack.api_url,
    MALOTE_TOKEN: await idTokenOf(stack, stack.demo),
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const run = async (program: string, args: string[], path: string[] = []): Promise<string> => {
  const PATH = [...path, dirname(nodeBinary), variables["PATH"]].join(delimiter);
  const name = [program, ...args].join(" ");
  return runTool(program, args, { name, cwd: folder, env: { ...variables, PATH } }).catch(
    (error: Trouble) => {
      throw new Error(`${error.message}\n${error.tail}`, { cause: error });
    },
  );
};

/** The command of the document that begins with these words. Packages are installed from lock files instead. */
const documented = async (words: string): Promise<[program: string, args: string[]]> => {
  const text = await readFile(join(root, "docs/client/generated.md"), "utf8");
  const [program = "", ...args] =
    text
      .split("\n")
      .find((line) => line.startsWith(words))
      ?.split(" ") ?? [];
  return [program, args];
};

const copy = (...names: string[]) =>
  Promise.all(names.map((name) => cp(join(here, name), join(folder, name))));

test("a Python client of openapi-python-client", { timeout: 240_000 }, async () => {
  await ensureEnvironments(["python-client"], { onLine: (line) => console.error(line) });
  const python = programOf("python-client", "python");
  // The generator formats what it writes with ruff, which is beside it.
  const path = [dirname(python)];
  const generated = await run(...(await documented("openapi-python-client generate ")), path);
  // It skips what it does not understand, with a warning.
  expect(generated).not.toMatch(/warning|error/i);

  await copy("flow.py");
  expect(await run(python, ["flow.py"])).toMatch(/^done: /);
});

test("a TypeScript client of openapi-typescript and openapi-fetch", { timeout: 240_000 }, async () => {
  await copy("package.json", "package-lock.json", "tsconfig.json", "flow.ts");
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
  const [npx, [generator = "", ...args]] = await documented("npx openapi-typescript ");
  const programs = join(folder, "node_modules/.bin");
  expect(npx).toBe("npx");
  await run(join(programs, generator), args);

  await run(join(programs, "tsc"), []);
  await run(join(root, "node_modules/.bin/tsc"), []);
  expect(await run(nodeBinary, ["flow.ts"])).toMatch(/^done: /);
});
