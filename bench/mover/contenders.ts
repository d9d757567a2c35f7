import { Trouble } from "../../tools/command/trouble.ts";
import { arrivalOf } from "./messages.ts";
import type { Size } from "./options.ts";
import type { BareRequest, BareWay, MoverRequest, WorkResponse } from "./processes/serve.ts";
import type { Process } from "./processes/start.ts";
import type { Servers } from "./servers.ts";
import { batchesOf, createUploads, expectCompleted, type Upload, verifyAndDelete } from "./uploads.ts";

export interface Pace {
  filesPerSecond: number;
  /** The contender's own processor time for one file, without the servers'. */
  cpuMs: number;
}

export interface Contender {
  /** The servers with its uploads, and with the files that it moved. */
  servers: Servers;
  /** Moves uploads. Afterwards the caller verifies and deletes the moved files. */
  move(uploads: Upload[]): Promise<Pace>;
}

/** Mover processes that run at the same time. Each gets the next batch when its previous batch is done. */
export const movers = (servers: Servers, processes: Process<MoverRequest>[], batch: number): Contender => ({
  servers,
  async move(uploads) {
    const shares = processes.map((_, i) => uploads.filter((_, at) => at % processes.length === i));
    const requests = shares.map((share) => ({
      batches: batchesOf(
        share.map((one) => arrivalOf(one, servers.bucket)),
        batch,
      ),
    }));
    const started = performance.now();
    const responses = await Promise.all(
      processes.map((mover, i) => mover.request(requests[i] ?? { batches: [] })),
    );
    const pace = paceOf(uploads, started, responses);
    const failed = responses.flatMap((response) => response.failed);
    if (failed.length > 0)
      throw new Trouble(`The mover did not move ${failed.length} of ${uploads.length} files.`);
    await expectCompleted(servers, uploads);
    return pace;
  },
});

/** Calls without a mover: copy and delete, one file after the other or all files of a batch at once, or the mover's own. */
export const bareLoop = (
  servers: Servers,
  bare: Process<BareRequest>,
  batch: number,
  way: BareWay,
): Contender => ({
  servers,
  async move(uploads) {
    const keys = uploads.map(({ record }) => ({
      id: record.file_id,
      from: record.key_path,
      to: record.dest_path,
    }));
    const request = { batches: batchesOf(keys, batch), way };
    const started = performance.now();
    const response = await bare.request(request);
    return paceOf(uploads, started, [response]);
  },
});

const paceOf = (
  { length }: readonly Upload[],
  started: number,
  responses: readonly WorkResponse[],
): Pace => ({
  filesPerSecond: length / ((performance.now() - started) / 1000),
  cpuMs: responses.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / length,
});

/**
 * In each round, every contender moves `size.files` files. The contenders alternate, and each round begins with another
 * contender, so that other work on the machine affects all alike. The result of an extra first round is dropped.
 * @returns each contender's paces, one per round
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
      const uploads = await createUploads(servers, size, size.files);
      const pace = await move(uploads);
      await verifyAndDelete(servers, uploads);
      if (round >= 0) paces[name].push(pace);
    }
  }
  return paces;
};
