import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { nodeBinary } from "../../../../tools/paths.ts";

const child = fileURLToPath(new URL("./child.ts", import.meta.url));

export interface ChildRun {
  output: string;
  signal: NodeJS.Signals | null;
}

/** Runs child.ts on ROOT/spool, with these variables. @throws if it fails in another way than by a signal */
export async function runChild(root: string, variables: Record<string, string> = {}): Promise<ChildRun> {
  return run([nodeBinary, child, join(root, "spool")], variables);
}

/** The same under strace. @returns the trace, too */
export async function traceChild(
  root: string,
  variables: Record<string, string> = {},
): Promise<ChildRun & { trace: string }> {
  const file = join(root, "trace");
  const strace = ["strace", "-f", "-e", "trace=file,desc", "-xx", "-s", "1000000", "-o", file];
  const done = await run([...strace, nodeBinary, child, join(root, "spool")], variables);
  return { ...done, trace: await readFile(file, "utf8") };
}

async function run([program = "", ...args]: string[], variables: Record<string, string>): Promise<ChildRun> {
  // Without io_uring, every file operation is a system call that strace sees.
  const env = { ...process.env, UV_USE_IO_URING: "0", NODE_OPTIONS: "", ...variables };
  const process_ = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const [output, errors, [code, signal]] = await Promise.all([
    text(process_.stdout),
    text(process_.stderr),
    once(process_, "exit"),
  ]);
  if (code !== 0 && signal !== "SIGKILL") throw new Error(`The child failed (${code ?? signal}): ${errors}`);
  return { output, signal };
}
