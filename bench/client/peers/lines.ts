import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Trouble, tailOf } from "../../../tools/command/trouble.ts";
import type { Folder, Peer, Target } from "./peer.ts";

/** A request to a peer's process: one line of JSON. */
export type PeerRequest =
  | { upload: { file: string; name: string } }
  | { uploadAll: { folder: Folder; prefix: string } };

/** The response: one line of JSON. A member of `more` is for one peer. */
export type PeerResponse = { error?: string; more?: unknown };

/**
 * Starts a program that reads requests from its standard input and writes a response to each on its standard output. It
 * ends when its standard input ends, and so with this process.
 * @param env variables besides those of `environmentOf`
 */
export const startLines = async (
  name: string,
  [file = "", ...args]: readonly string[],
  { home }: Pick<Target, "home">,
  env: Record<string, string>,
): Promise<Peer> => {
  const log = join(home, `${name}.log`);
  const errors = openSync(log, "a", 0o600);
  const child = spawn(file, args, { env, stdio: ["pipe", "pipe", errors], detached: true });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error(`${name} has no standard input and output.`);
  closeSync(errors);
  const exit = once(child, "exit");
  const ended = exit.then(() => {
    throw new Trouble(`${name} ended.`, { tail: tailOf(readFileSync(log, "utf8")) });
  });
  ended.catch(() => {});
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<PeerResponse> => {
    const { value, done } = await Promise.race([lines.next(), ended]);
    // Without a line the process is about to end.
    if (done) return ended;
    const response: PeerResponse = JSON.parse(value);
    if (response.error !== undefined) throw new Trouble(`${name} failed: ${response.error}`);
    return response;
  };
  const request = async (body: PeerRequest): Promise<PeerResponse> => {
    stdin.write(`${JSON.stringify(body)}\n`);
    return next();
  };
  // The first line says that everything is loaded, so that a measurement has no start-up.
  await next();
  return {
    pid: child.pid,
    upload: async (file, name) => (await request({ upload: { file, name } })).more,
    uploadAll: async (folder, prefix) => (await request({ uploadAll: { folder, prefix } })).more,
    stop: async () => {
      child.kill("SIGKILL");
      await exit.catch(() => {});
    },
  };
};
