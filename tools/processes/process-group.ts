import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { pause } from "../command/pause.ts";

/** The command line of a process (empty for a zombie on Linux); undefined when there is no such process. */
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

/** Whether `pid` still is the supervisor of that stack. The system may have given the number to another process. */
export const isSupervisorOf = (instance: string, pid: number): boolean =>
  commandLine(pid)?.includes(`--instance ${instance}`) ?? false;

/** Kills all processes of a process group. */
export const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group has no processes any more.
  }
};

/** Milliseconds that a supervisor has to end its group. */
export const GRACE = 5000;

/**
 * Ends the stack of that name. Call it only while some process of the stack exists: otherwise the group's number may
 * belong to another group by now. A supervisor ends its group itself. If it was killed, the group is killed here.
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
