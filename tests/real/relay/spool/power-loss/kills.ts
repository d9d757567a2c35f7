import type { CrashOptions } from "./crashes.ts";
import { type SystemCall, stringsOf } from "./trace.ts";

type KillAfter = NonNullable<CrashOptions["killAfter"]>;

/** The first call of this name on a path that matches. */
const on = (name: string, path: RegExp) => (call: SystemCall) =>
  call.name === name && stringsOf(call).some((bytes) => path.test(bytes.toString()));

/** The n-th call of this name. */
const nth = (name: string, count: number) => {
  let left = count;
  return (call: SystemCall) => {
    if (call.name === name) left -= 1;
    return left === 0;
  };
};

/** When a process is killed before the power is lost: what it had done last. */
export const KILLS: readonly [done: string, killAfter: KillAfter][] = [
  ["made its folder", on("mkdir", /spool\/files$/)],
  ["made the write-ahead log", on("openat", /-wal$/)],
  ["given a file its name", on("rename", /./)],
  ["given an upload its name", nth("rename", 3)],
  ["deleted a copy", on("unlink", /files\/[-0-9a-f]+$/)],
  ["discarded an upload", on("unlink", /\.part$/)],
];
