import { Trouble } from "../../tools/command/trouble.ts";
import { batchesOf, clear, expectCompleted, type Laid, lay } from "./lay.ts";
import { arrivalOf } from "./messages.ts";
import type { Size } from "./options.ts";
import type { Answer, BareRequest, MoverRequest } from "./processes/answer.ts";
import type { Process } from "./processes/start.ts";
import type { Servers } from "./servers.ts";

export interface Pace {
  filesPerSecond: number;
  /** Of a processor, for one file; the contender's own, not the servers'. */
  cpuMs: number;
}

export interface Contender {
  /** Where its files are laid, and looked for. */
  servers: Servers;
  /** Moves laid files, which are checked and taken away once it is done. */
  move(laid: Laid[]): Promise<Pace>;
}

/** Movers that get a batch each at once, and the next as they are done. */
export const movers = (servers: Servers, processes: Process<MoverRequest>[], batch: number): Contender => ({
  servers,
  async move(laid) {
    const shares = processes.map((_, i) => laid.filter((_, at) => at % processes.length === i));
    const requests = shares.map((share) => ({
      batches: batchesOf(
        share.map((one) => arrivalOf(one, servers.bucket)),
        batch,
      ),
    }));
    const started = performance.now();
    const answers = await Promise.all(processes.map((mover, i) => mover.ask(requests[i] ?? { batches: [] })));
    const pace = paceOf(laid, started, answers);
    const failed = answers.flatMap((answer) => answer.failed);
    if (failed.length > 0)
      throw new Trouble(`The mover did not move ${failed.length} of ${laid.length} files.`);
    await expectCompleted(servers, laid);
    return pace;
  },
});

/** Copy and delete, one after the other or so many at once. */
export const bareLoop = (
  servers: Servers,
  bare: Process<BareRequest>,
  batch: number,
  atOnce: boolean,
): Contender => ({
  servers,
  async move(laid) {
    const keys = laid.map(({ record }) => ({ from: record.key_path, to: record.dest_path }));
    const request = { batches: batchesOf(keys, batch), atOnce };
    const started = performance.now();
    const answer = await bare.ask(request);
    return paceOf(laid, started, [answer]);
  },
});

const paceOf = ({ length }: readonly Laid[], started: number, answers: readonly Answer[]): Pace => ({
  filesPerSecond: length / ((performance.now() - started) / 1000),
  cpuMs: answers.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / length,
});

/**
 * Has every contender move so many files, round by round. They take turns, and begin with another one each round,
 * so that whatever else the machine does falls on all alike. A round before the first is thrown away.
 * @returns the pace of each, one a round
 */
export const takeTurns = async <Name extends string>(
  size: Size,
  contenders: Record<Name, Contender>,
  { rounds, signal }: { rounds: number; signal: AbortSignal },
): Promise<Record<Name, Pace[]>> => {
  const names = Object.keys(contenders) as Name[];
  const paces = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Pace[]>;
  for (let round = -1; round < rounds; round++) {
    for (const [index] of names.entries()) {
      signal.throwIfAborted();
      const name = names[(index + round + 1) % names.length];
      if (name === undefined) continue;
      const { servers, move } = contenders[name];
      const laid = await lay(servers, size, size.files);
      const pace = await move(laid);
      await clear(servers, laid);
      if (round >= 0) paces[name].push(pace);
    }
  }
  return paces;
};
