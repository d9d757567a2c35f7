import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installEnvironment } from "./install-environment.ts";
import { isInstalled, pythonOf } from "./marker.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "install-"));
});
afterEach(() => rm(home, { recursive: true }));

/** Installs with a uv that notes its arguments, creates the environment's folder, and ends `pip` with this exit code. */
const prepare = async ({ exitCode = 0, env = {} }: { exitCode?: number; env?: NodeJS.ProcessEnv } = {}) => {
  const program = join(home, "uv");
  const folder = join(home, "sam");
  const python = pythonOf(folder);
  const script = `#!${process.execPath}
    const fs = require("node:fs");
    fs.appendFileSync("calls", process.argv.slice(2).join(" ") + "\\n");
    fs.mkdirSync(require("node:path").dirname(${JSON.stringify(python)}), { recursive: true });
    fs.writeFileSync(${JSON.stringify(python)}, "");
    console.log("error: Hash mismatch");
    if (process.argv[2] === "pip") process.exitCode = ${exitCode};`;
  await writeFile(program, script);
  await chmod(program, 0o755);
  const environment = { name: "sam" as const, folder, lock: "/locks/sam.txt", fingerprint: "f" };
  const uv = { program, env: { PATH: process.env["PATH"], ...env } };
  return {
    python,
    run: () => installEnvironment(environment, "the SAM CLI", uv, ["--python", "/usr/bin/python3"], { home }),
    calls: async () => (await readFile(join(home, "calls"), "utf8")).trim().split("\n"),
    installed: () => isInstalled(folder, "f"),
  };
};

test("every file must have a hash of the lock file", async () => {
  const { run, calls, installed, python } = await prepare();

  await run();

  await expect(calls()).resolves.toEqual([
    `venv --quiet --python /usr/bin/python3 ${join(home, "sam")}`,
    `pip sync --require-hashes --python ${python} /locks/sam.txt`,
  ]);
  await expect(installed()).resolves.toBe(true);
});

test("with UV_NO_BUILD no package is built from its source", async () => {
  const { run, calls } = await prepare({ env: { UV_NO_BUILD: "1" } });

  await run();

  expect((await calls()).at(-1)).toMatch(/^pip sync --require-hashes --no-build /);
});

test("an environment with a file of another hash is not installed", async () => {
  const { run, installed } = await prepare({ exitCode: 1 });

  await expect(run()).rejects.toMatchObject({
    message: expect.stringMatching(/^Installing the SAM CLI failed \(1\)/),
    tail: expect.stringContaining("Hash mismatch"),
  });
  await expect(installed()).resolves.toBe(false);
});
