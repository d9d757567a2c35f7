import { fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { Trouble, tailOf } from "../../../tools/command/trouble.ts";
import { nodeBinary } from "../../../tools/paths.ts";
import type { WorkResponse } from "./serve.ts";

export interface Program {
  module: string;
  args: string[];
  /** Modules that Node.js loads before it. */
  imports: string[];
  /** The whole environment: nothing is inherited. */
  env: Record<string, string>;
  /** The file for its output. */
  log: string;
}

export interface Process<Request, Response = WorkResponse> {
  /** One request at a time. @throws Trouble with the end of its log when the process ends without a response */
  request(request: Request): Promise<Response>;
  stop(): Promise<void>;
}

/** Starts a process that responds to requests (see serve.ts). It ends with this process, also when this is killed. */
export const startProcess = <Request extends object, Response = WorkResponse>(
  { module, args, imports, env, log }: Program,
  signal: AbortSignal,
): Process<Request, Response> => {
  const out = openSync(log, "a", 0o600);
  const child = fork(module, args, {
    execPath: nodeBinary,
    execArgv: imports.flatMap((path) => ["--import", path]),
    env,
    stdio: ["ignore", out, out, "ipc"],
    // A process group of its own, so that Ctrl-C reaches only the command, which then ends this process.
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
    request: async (request) => {
      try {
        child.send(request);
        const [response] = await Promise.race([once(child, "message"), ended]);
        return response;
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
