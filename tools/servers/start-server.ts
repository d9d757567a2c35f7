import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pause } from "../command/pause.ts";
import { nodeBinary } from "../paths.ts";
import { acceptsConnections, assertLoopbackOnly, claimPort } from "../processes/port.ts";
import { GRACE, killGroup } from "../processes/process-group.ts";

const START_DEADLINE = 30_000;
const supervisor = fileURLToPath(new URL("../processes/supervise.ts", import.meta.url));

export type Place = {
  port: number;
  /** An empty folder, removed when the server ends. */
  scratch: string;
};

export type RunningServer = { port: number; stop: () => Promise<void> };

/**
 * Starts a third-party server on a free port of 127.0.0.1. A supervisor ends the server with this process, also when this
 * process is killed, and removes its folder.
 * @throws Error when the server does not start
 */
export const startServer = async (
  name: string,
  prepare: (place: Place) => Promise<{ command: string[]; env?: Record<string, string> }>,
): Promise<RunningServer> => {
  const scratch = await mkdtemp(join(tmpdir(), `malote-${name}-`));
  const port = await claimPort(0);
  const { command, env } = await prepare({ port, scratch });
  const child = spawn(nodeBinary, [supervisor, "--instance", `${name}-${randomUUID()}`, "--", ...command], {
    cwd: scratch,
    env: { PATH: process.env["PATH"], HOME: scratch, TMPDIR: scratch, ...env },
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${nodeBinary} could not be started`);
  child.stdin?.on("error", () => {});
  const exited = once(child, "exit").then(() => killGroup(pid));
  const stop = async () => {
    child.kill("SIGTERM");
    const force = setTimeout(killGroup, GRACE, pid);
    await exited;
    clearTimeout(force);
  };
  const deadline = Date.now() + START_DEADLINE;
  while (!(await acceptsConnections("127.0.0.1", port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${name} did not start on port ${port}. Its output is above.`);
    }
    await pause(50);
  }
  await assertLoopbackOnly(port);
  return { port, stop };
};
