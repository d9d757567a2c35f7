import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Trouble, tailOf } from "../../tools/command/trouble.ts";
import { nodeBinary } from "../../tools/paths.ts";

/** A server in a process of its own. */
export interface Contender {
  /** Such as http://127.0.0.1:4711 */
  url: string;
  pid: number | undefined;
  /** The folder in which it keeps files. */
  folder: string;
  stop(): Promise<void>;
}

export interface ContenderPlace {
  /** A folder for its files and its log. */
  home: string;
  env?: Record<string, string>;
  /** Options of Node.js. */
  flags?: readonly string[];
}

/** Starts a program of processes/, and waits until it listens. It ends with this process. */
export const startContender = async (
  name: string,
  { home, env = {}, flags = [] }: ContenderPlace,
  options: object = {},
): Promise<Contender> => {
  const module = fileURLToPath(new URL(`processes/${name}.ts`, import.meta.url));
  const folder = join(home, name);
  const log = join(home, `${name}.log`);
  const errors = openSync(log, "a", 0o600);
  const child = spawn(
    nodeBinary,
    ["--conditions=malote-source", ...flags, module, JSON.stringify({ ...options, folder })],
    {
      env: { PATH: process.env["PATH"] ?? "", HOME: home, ...env },
      stdio: ["pipe", "pipe", errors],
    },
  );
  closeSync(errors);
  const { stdout } = child;
  if (!stdout) throw new Error(`${name} has no standard output.`);
  const exit = once(child, "exit");
  const line = await Promise.race([
    once(createInterface({ input: stdout }), "line").then(([text]) => String(text)),
    exit.then(() => undefined),
  ]);
  if (line === undefined)
    throw new Trouble(`${name} did not start.`, { tail: tailOf(readFileSync(log, "utf8")) });
  return {
    url: `http://127.0.0.1:${JSON.parse(line).port}`,
    pid: child.pid,
    folder,
    stop: async () => {
      child.kill("SIGKILL");
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
