import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Found } from "./find-python.ts";
import { pythonForEnvironments } from "./python-for-environments.ts";

const MISSING: Found = { missing: "python3 is 3.8" };

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "managed-"));
});
afterEach(() => rm(home, { recursive: true }));

/** A uv that notes its arguments and ends with this exit code. */
const prepare = async (found: Found, exitCode = 0, env: NodeJS.ProcessEnv = {}) => {
  const program = join(home, "uv");
  const script = `#!${process.execPath}
    require("node:fs").appendFileSync("calls", process.argv.slice(2).join(" ") + "\\n");
    console.log("error: Failed to download");
    process.exitCode = ${exitCode};`;
  await writeFile(program, script);
  await chmod(program, 0o755);
  const lines: string[] = [];
  const python = () =>
    pythonForEnvironments(
      { program, env: { ...process.env, ...env } },
      { home, onLine: (line) => void lines.push(line) },
      { find: async () => found },
    );
  return { python, lines, calls: () => readFile(join(home, "calls"), "utf8").catch(() => "") };
};

test("the machine's Python is used without a download", async () => {
  const here = { command: ["python3"], executable: "/usr/bin/python3", version: [3, 11] as [number, number] };
  const { python, calls } = await prepare({ python: here });

  await expect(python()).resolves.toEqual(["--python", "/usr/bin/python3"]);
  await expect(calls()).resolves.toBe("");
});

test("a machine without one gets uv's own, and no program of it on PATH", async () => {
  const { python, lines, calls } = await prepare(MISSING);

  await expect(python()).resolves.toEqual([
    "--managed-python",
    "--python",
    expect.stringMatching(/^3\.\d+$/),
  ]);
  await expect(calls()).resolves.toMatch(/^python install --no-bin --no-registry 3\.\d+\n$/);
  expect(lines).toEqual([
    "The local stack needs Python 3.10 or newer: python3 is 3.8",
    expect.stringMatching(/^Download Python 3\.\d+ +\d/),
  ]);
});

test("without a way to download it, the error says what to install or to set", async () => {
  const { python } = await prepare(MISSING, 2);

  await expect(python()).rejects.toMatchObject({
    message: expect.stringMatching(
      /needs Python 3\.10 or newer: python3 is 3\.8, and uv could not download one\. Install Python .+MALOTE_PYTHON=.+UV_PYTHON_INSTALL_MIRROR=/,
    ),
    tail: "error: Failed to download",
  });
});

test.each(["never", "manual"])("UV_PYTHON_DOWNLOADS=%s is obeyed", async (policy) => {
  const { python, calls } = await prepare(MISSING, 0, { UV_PYTHON_DOWNLOADS: policy });

  await expect(python()).rejects.toThrow(
    new RegExp(
      `python3 is 3\\.8, and uv may not download one \\(UV_PYTHON_DOWNLOADS=${policy}\\)\\. Install`,
    ),
  );
  await expect(calls()).resolves.toBe("");
});
