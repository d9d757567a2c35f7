import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Trouble, tailOf } from "./trouble.ts";

export interface ToolOptions {
  /** The tool's name, which begins the sentence of an error: "sam build". */
  name: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** The file for the whole output. */
  log?: string;
  signal?: AbortSignal | undefined;
}

/** Milliseconds from SIGTERM to SIGKILL. */
const GRACE = 3000;

/**
 * Runs a tool to its end and returns its output.
 * The tool leads a process group of its own, so that aborting also ends the processes that it started.
 * @throws Trouble with the end of its output when it fails; the signal's reason when it was aborted
 */
export const runTool = async (file: string, args: string[], options: ToolOptions): Promise<string> => {
  options.signal?.throwIfAborted();
  const { cwd, env } = options;
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (chunk: string) => {
    output += chunk;
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);

  const end = (how: NodeJS.Signals) => {
    try {
      if (child.pid) process.kill(-child.pid, how);
    } catch {
      // It has ended already.
    }
  };
  let force: NodeJS.Timeout | undefined;
  const abort = () => {
    end("SIGTERM");
    force = setTimeout(end, GRACE, "SIGKILL");
  };
  options.signal?.addEventListener("abort", abort, { once: true });

  const code = await new Promise<number | string>((resolve, reject) => {
    child.on("error", (error) =>
      reject(new Trouble(`${options.name} could not be started: ${error.message}`)),
    );
    child.on("close", (exit, signal) => resolve(exit ?? signal ?? 1));
  }).finally(() => {
    clearTimeout(force);
    options.signal?.removeEventListener("abort", abort);
  });

  if (options.log) await writeLog(options.log, output);
  options.signal?.throwIfAborted();
  if (code === 0) return output;
  const where = options.log ? ` Its output is in ${options.log}.` : "";
  throw new Trouble(`${options.name} failed (${code}).${where}`, { tail: tailOf(output) });
};

const writeLog = async (path: string, output: string) => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, output, { mode: 0o600 });
};
