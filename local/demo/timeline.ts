import type { OnLine } from "../../tools/command/step.ts";

/** Returns a function that prints an event with the milliseconds since this call. */
export const timeline = (onLine: OnLine, now: () => number = () => performance.now()) => {
  const began = now();
  return (event: string, note = ""): void => {
    const after = `${Math.round(now() - began)} ms`;
    onLine(`${after.padStart(10)}  ${event.padEnd(16)}  ${note}`.trimEnd());
  };
};

export interface Change {
  status: string;
  at: string;
  by: string;
  details?: string;
}

/** The record's history: each status, how long after the previous status it was set, and who set it. */
export const historyLines = (history: Change[]): string[] =>
  history.map(({ status, at, by, details }, index) => {
    const before = history[index - 1];
    const after = before ? `+${Date.parse(at) - Date.parse(before.at)} ms` : clockOf(at);
    return [after.padStart(14), status.padEnd(12), `by ${by}`, ...(details ? [details] : [])].join("  ");
  });

const clockOf = (at: string) => new Date(at).toISOString().slice(11, 23);
