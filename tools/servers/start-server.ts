import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pause } from "../command/pause.ts";
import { nodeBinary } from "../paths.ts";
import { answers, assertLoopbackOnly, claimPort } from "../processes/port.ts";
import { GRACE, killGroup } from "../processes/process-group.ts";

const START_DEADLINE = 30_000;
const supervisor = fileURLToPath(new URL("../processes/supervise.ts", import.meta.url));

export type Place = {
  port: number;
  /** An empty folder, gone when the server is. */
  scratch: string;
};

export type RunningServer = { port: number; stop: () => Promise<void> };

/**
 * A server that is not ours, on a free port of 127.0.0.1. It ends with this process, however that dies, and
 * its folder goes with it: the supervisor sees to that.
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
  while (!(await answers("127.0.0.1", port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${name} did not come up on port ${port}; what it said is above`);
    }
    await pause(50);
  }
  await assertLoopbackOnly(port);
  return { port, stop };
};
