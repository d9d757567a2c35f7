import { readFileSync } from "node:fs";

/** The clock ticks of a second in /proc: 100 on every Linux that Node.js supports. */
const TICKS = 100;

const read = (pid: number | undefined, file: string): string | undefined => {
  try {
    return pid === undefined ? undefined : readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // Not Linux.
    return undefined;
  }
};

/** CPU time of a process since it began, in seconds. Undefined where /proc does not exist. */
export const cpuSeconds = (pid: number | undefined): number | undefined => {
  // The second field is the program's name in parentheses, which may have spaces.
  const fields = read(pid, "stat")?.split(") ")[1]?.split(" ");
  return fields && (Number(fields[11]) + Number(fields[12])) / TICKS;
};

/** Peak memory of a process since it began, in MiB. Undefined where /proc does not exist. */
export const peakMib = (pid: number | undefined): number | undefined => {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(read(pid, "status") ?? "") ?? [];
  return kib === undefined ? undefined : Number(kib) / 1024;
};
