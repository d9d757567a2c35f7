import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pause } from "../../../local/command/pause.ts";
import { answers, assertLoopbackOnly, claimPort } from "../../../local/emulator/port.ts";
import { GRACE, killGroup } from "../../../local/emulator/process-group.ts";
import { nodeBinary } from "../../../local/paths.ts";
import type { S3Server } from "./s3-server.ts";

const START_DEADLINE = 30_000;
const supervisor = fileURLToPath(new URL("../../../local/emulator/supervise.ts", import.meta.url));

/**
 * versitygw over an empty folder, on a free port. It ends with this process, however that dies, and its
 * folder goes with it: the emulator's supervisor sees to that here too.
 */
export const startVersitygw = async (
  program: string,
  credentials = { accessKeyId: "malote", secretAccessKey: randomUUID() as string },
): Promise<{ server: S3Server; stop: () => Promise<void> }> => {
  const scratch = await mkdtemp(join(tmpdir(), "malote-versitygw-"));
  const buckets = join(scratch, "buckets");
  await mkdir(buckets);
  const port = await claimPort(0);
  const child = spawn(
    nodeBinary,
    [
      supervisor,
      ...["--instance", `versitygw-${randomUUID()}`],
      ...["--", program, "--port", `127.0.0.1:${port}`, "--region", "us-east-1", "--quiet"],
      ...["posix", buckets],
    ],
    {
      cwd: scratch,
      env: {
        PATH: process.env["PATH"],
        HOME: scratch,
        TMPDIR: scratch,
        ROOT_ACCESS_KEY: credentials.accessKeyId,
        ROOT_SECRET_KEY: credentials.secretAccessKey,
      },
      detached: true,
      stdio: ["pipe", "ignore", "inherit"],
    },
  );
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
      throw new Error(`versitygw did not come up on port ${port}; what it said is above`);
    }
    await pause(50);
  }
  await assertLoopbackOnly(port);
  return { server: { name: "versitygw", endpoint: `http://127.0.0.1:${port}`, ...credentials }, stop };
};
