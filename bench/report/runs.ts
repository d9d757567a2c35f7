import { median } from "./median.ts";
import { cpuSeconds } from "./usage.ts";

export interface Run {
  seconds: number;
  /** CPU seconds of the contender's own process. */
  cpu: number | undefined;
  /** What the contender reported. */
  report: unknown;
}

export type Runs = Map<string, Run[]>;

/** One contender's work. */
export interface Course {
  /** Its process; undefined if it begins a new process each time. */
  pid: number | undefined;
  /** `turn` is another name in each round. */
  work(turn: string): Promise<unknown>;
  /** Asserts what the work has left, and removes it. */
  check(): Promise<void>;
}

/**
 * In each round, every contender does the same work. The contenders alternate, and each round begins with another one, so
 * that other work on the machine affects all alike. The result of an extra first round is dropped.
 */
export const takeTurns = async (
  courses: ReadonlyMap<string, Course>,
  { rounds, signal }: { rounds: number; signal: AbortSignal },
): Promise<Runs> => {
  const names = [...courses.keys()];
  const runs: Runs = new Map(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++)
    for (const index of names.keys()) {
      signal.throwIfAborted();
      const name = names[(index + round + 1) % names.length] ?? "";
      const course = courses.get(name);
      if (!course) continue;
      const run = await measure(course, `${name.replaceAll(/\W+/g, "-")}-${round + 1}`);
      await course.check();
      if (round >= 0) runs.get(name)?.push(run);
    }
  return runs;
};

const measure = async ({ pid, work }: Course, turn: string): Promise<Run> => {
  const before = cpuSeconds(pid);
  const started = performance.now();
  const report = await work(turn);
  const seconds = (performance.now() - started) / 1000;
  const after = cpuSeconds(pid);
  return { seconds, cpu: before !== undefined && after !== undefined ? after - before : undefined, report };
};

/** How many times as fast the first is as the second: computed within each round, then the median. Undefined without runs. */
export const timesAsFast = (runs: Runs, one: string, other: string): number | undefined => {
  const others = runs.get(other) ?? [];
  const ratios = (runs.get(one) ?? []).flatMap(({ seconds }, round) => {
    const than = others[round];
    return than ? [than.seconds / seconds] : [];
  });
  return ratios.length > 0 ? median(ratios) : undefined;
};

/** The median of a figure. Undefined if a run does not have it. */
export const medianOf = (
  runs: readonly Run[] | undefined,
  figure: (run: Run) => number | undefined,
): number | undefined => {
  const values = (runs ?? []).flatMap((run) => figure(run) ?? []);
  return values.length > 0 ? median(values) : undefined;
};
