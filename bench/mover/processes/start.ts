import { fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { Trouble, tailOf } from "../../../tools/command/trouble.ts";
import { nodeBinary } from "../../../tools/paths.ts";
import type { Answer } from "./answer.ts";

export interface Program {
  module: string;
  args: string[];
  /** Modules to load ahead of it. */
  imports: string[];
  /** All of its environment. */
  env: Record<string, string>;
  /** Where it writes what it logs. */
  log: string;
}

export interface Process<Request, Reply = Answer> {
  /** One at a time. @throws Trouble with the tail of its log when the process ends instead */
  ask(request: Request): Promise<Reply>;
  stop(): Promise<void>;
}

/** Starts a process that answers requests (see answer.ts). It ends with this one, however that dies. */
export const startProcess = <Request extends object, Reply = Answer>(
  { module, args, imports, env, log }: Program,
  signal: AbortSignal,
): Process<Request, Reply> => {
  const out = openSync(log, "a", 0o600);
  const child = fork(module, args, {
    execPath: nodeBinary,
    execArgv: imports.flatMap((path) => ["--import", path]),
    env,
    stdio: ["ignore", out, out, "ipc"],
    // Ctrl-C in a terminal is for the command, which then ends this.
    detached: true,
    signal,
  });
  closeSync(out);
  const exit = once(child, "exit");
  const ended = exit.then(() => {
    throw new Trouble(`A process of the benchmark ended.`, { tail: tailOf(readFileSync(log, "utf8")) });
  });
  ended.catch(() => {});
  return {
    ask: async (request) => {
      try {
        child.send(request);
        const [answer] = await Promise.race([once(child, "message"), ended]);
        return answer;
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
    stop: async () => {
      child.kill("SIGKILL");
      await exit.catch(() => {});
    },
  };
};
