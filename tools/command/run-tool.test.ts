import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { runTool } from "./run-tool.ts";
import { tailOf } from "./trouble.ts";

const options = { name: "The tool", cwd: tmpdir(), env: process.env };
const node = (script: string, more = {}) =>
  runTool(process.execPath, ["-e", script], { ...options, ...more });

test("returns the output of a tool", async () => {
  await expect(node("console.log('out'); console.error('err')")).resolves.toMatch(/out|err/);
});

test("the error of a failure has the end of the output", async () => {
  const failing = node("for (let i = 0; i < 100; i++) console.error('line ' + i); process.exitCode = 3");
  await expect(failing).rejects.toMatchObject({
    message: "The tool failed (3).",
    tail: expect.stringMatching(/^line 75\n(?:line \d+\n)+line 99$/),
  });
});

test("the error names a tool that does not exist", async () => {
  await expect(runTool("/no/such/tool", [], options)).rejects.toThrow("The tool could not be started");
});

test("aborting ends the tool, and the error is the signal's reason", async () => {
  const abort = new AbortController();
  const running = node("setInterval(() => {}, 1000)", { signal: abort.signal });
  abort.abort(new Error("Interrupted."));
  await expect(running).rejects.toThrow("Interrupted.");
});

test("a tail has no empty lines", () => {
  expect(tailOf("a\n\nb  \n\n", 2)).toBe("a\nb");
});
