import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { pause } from "../command/pause.ts";

/** The command line of a process; undefined when there is no such process (or only its zombie). */
const commandLine = (pid: number): string | undefined => {
  try {
    if (existsSync("/proc/self/cmdline")) {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    }
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return undefined;
  }
};

/** Whether `pid` still is the supervisor of that stack, and not another process that got its number. */
export const isSupervisorOf = (instance: string, pid: number): boolean =>
  commandLine(pid)?.includes(`--instance ${instance}`) ?? false;

/** Ends at once whatever still belongs to a process group. */
export const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing of it is left.
  }
};

/** How long a supervisor may take to end what it supervises, in milliseconds. */
export const GRACE = 5000;

/**
 * Ends the stack of that name, of which something has to be there still: else the group's number may be
 * another group's by now. A supervisor ends its group itself; one that was killed left it behind.
 */
export const endGroup = async (instance: string, pid: number): Promise<void> => {
  const deadline = Date.now() + GRACE;
  if (isSupervisorOf(instance, pid)) process.kill(pid, "SIGTERM");
  else killGroup(pid);
  while (isSupervisorOf(instance, pid)) {
    if (Date.now() > deadline) killGroup(pid);
    await pause(25);
  }
};
