/** One system call that succeeded. */
export interface SystemCall {
  name: string;
  /** As strace prints them, strings as `"\x2f\x74…"`. */
  text: string;
  result: number;
  /** Numbers of lines: other calls that ended before `start` have happened before this one. */
  start: number;
  end: number;
}

/**
 * Reads the output of `strace -f -xx -o`, of one process with its threads. Calls are in the order in which they ended.
 * @throws if a string was cut off, because strace had too small an `-s`
 */
export function* readTrace(output: string): Generator<SystemCall, void> {
  const open = new Map<string, { text: string; start: number }>();
  let number = 0;
  for (const line of output.split("\n")) {
    number += 1;
    const [, pid = "", rest = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(rest)?.[1];
    if (unfinished !== undefined) {
      open.set(pid, { text: unfinished, start: number });
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)?.[1];
    const begun = resumed === undefined ? undefined : open.get(pid);
    const text = begun ? begun.text + resumed : rest;
    const [, name = "", args = "", result = ""] = /^(\w+)\((.*)\) += (-?\w+)/.exec(text) ?? [];
    if (name === "" || result.startsWith("-") || result === "?") continue;
    if (/"\.\.\./.test(args)) throw new Error(`strace has cut off a string in line ${number}.`);
    yield { name, text: args, result: Number(result), start: begun?.start ?? number, end: number };
  }
}

/** The strings among the arguments of a call. */
export function stringsOf({ text }: SystemCall): Buffer[] {
  return [...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = ""]) =>
    Buffer.from(hex.replaceAll("\\x", ""), "hex"),
  );
}

/** The number at the start of the arguments: a file descriptor. */
export const descriptorOf = ({ text }: SystemCall): number => Number.parseInt(text, 10);

/** The number at the end of the arguments: an offset, or a length. */
export const lastNumberOf = ({ text }: SystemCall): number => Number(/(\d+)$/.exec(text)?.[1]);
