import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

const MODULE = JSON.stringify(new URL("run-command.ts", import.meta.url).href);

/** Prints a line, and more of them when standard input ends. `end` is the rest of the command. */
const command = (end: string) => `
  const { runCommand } = await import(${MODULE});
  await runCommand(async () => {
    console.log("the first line");
    for await (const _ of process.stdin);
    for (let i = 0; i < 3; i++) {
      console.log("nobody reads this");
      await new Promise((resolve) => setImmediate(resolve));
    }
    ${end}
  });`;

/** Runs the command in a pipe whose reader takes one line, as \`| head -1\` does. */
const inPipe = async (script: string) => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
  const stderr = text(child.stderr);
  await once(child.stdout, "data");
  child.stdout.destroy();
  await once(child.stdout, "close");
  child.stdin.end();
  const [code] = await once(child, "close");
  return { code, stderr: await stderr };
};

test.each([0, 1])("a command whose reader has gone goes on to its end, and exits with %i", async (code) => {
  expect(await inPipe(command(`console.error("the end"); return ${code};`))).toEqual({
    code,
    stderr: "the end\n",
  });
});

test("another fault of standard output is not hidden", async () => {
  const { code, stderr } = await inPipe(
    command(
      'process.stdout.emit("error", Object.assign(new Error("disk full"), { code: "ENOSPC" })); return 0;',
    ),
  );
  expect(code).not.toBe(0);
  expect(stderr).toContain("disk full");
});
