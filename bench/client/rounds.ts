import { median } from "../report/median.ts";
import type { StartPeer } from "./peers/index.ts";
import type { Peer, Target } from "./peers/peer.ts";
import { cpuSeconds } from "./usage.ts";
import type { World } from "./world.ts";

export interface Run {
  seconds: number;
  /** CPU seconds of the contender's own process. */
  cpu: number | undefined;
  /** What the contender reported. */
  report: unknown;
}

export type Runs = Map<string, Run[]>;

/**
 * In each round, every contender does the same work. The contenders alternate, and each round begins with another one, so
 * that other work on the machine affects all alike. The result of an extra first round is dropped.
 */
export const takeTurns = async (
  { options: { rounds }, signal }: World,
  contenders: ReadonlyMap<string, { start: StartPeer; target: Target }>,
  work: (peer: Peer, turn: string) => Promise<unknown>,
  check: () => Promise<void>,
): Promise<Runs> => {
  const names = [...contenders.keys()];
  const peers = new Map<string, Peer>();
  const runs: Runs = new Map(names.map((name) => [name, []]));
  try {
    for (const [name, { start, target }] of contenders) peers.set(name, await start(target));
    for (let round = -1; round < rounds; round++)
      for (const index of names.keys()) {
        signal.throwIfAborted();
        const name = names[(index + round + 1) % names.length] ?? "";
        const peer = peers.get(name);
        if (!peer) continue;
        const run = await measure(peer, (one) => work(one, `${name}-${round + 1}`));
        await check();
        if (round >= 0) runs.get(name)?.push(run);
      }
  } finally {
    await Promise.all([...peers.values()].map((peer) => peer.stop()));
  }
  return runs;
};

const measure = async (peer: Peer, work: (peer: Peer) => Promise<unknown>): Promise<Run> => {
  const before = cpuSeconds(peer.pid);
  const started = performance.now();
  const report = await work(peer);
  const seconds = (performance.now() - started) / 1000;
  const after = cpuSeconds(peer.pid);
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
