import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compileLock } from "./compile-lock.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "compile-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Compiles sam.in with a uv that notes its arguments and variables. */
const compile = async ({ upgrade = false, env = {} }: { upgrade?: boolean; env?: NodeJS.ProcessEnv }) => {
  const program = join(folder, "uv");
  const script = `#!${process.execPath}
    const env = Object.keys(process.env).filter((name) => name.startsWith("UV_")).sort();
    require("node:fs").writeFileSync("call", JSON.stringify({ args: process.argv.slice(2).join(" "), env }));`;
  await writeFile(program, script);
  await chmod(program, 0o755);
  const uv = { program, env: { PATH: process.env["PATH"], ...env } };
  await compileLock(uv, { name: "sam", python: "3.10", folder, log: join(folder, "log"), upgrade });
  return JSON.parse(await readFile(join(folder, "call"), "utf8"));
};

test("a lock file is for all platforms, and has hashes", async () => {
  await expect(compile({})).resolves.toMatchObject({
    args: "pip compile --no-config --quiet --universal --python-version 3.10 --generate-hashes --no-header --no-annotate sam.in --output-file sam.txt",
  });
});

test("versions stay as they are without --upgrade", async () => {
  await expect(compile({ upgrade: true })).resolves.toMatchObject({
    args: expect.stringContaining(" --upgrade sam.in "),
  });
});

test("nothing of this machine gets into it but the connection to the package index", async () => {
  const env = {
    UV_DEFAULT_INDEX: "https://index.example/simple",
    UV_FIND_LINKS: "/wheels",
    UV_EXTRA_INDEX_URL: "https://more.example/simple",
    UV_CONSTRAINT: "/constraints.txt",
    UV_EXCLUDE_NEWER: "2020-01-01",
  };
  await expect(compile({ env })).resolves.toMatchObject({ env: ["UV_DEFAULT_INDEX"] });
});
