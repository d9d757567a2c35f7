import type { Spool } from "../spool/index.ts";
import type { Metrics } from "./metrics.ts";
import type { SamplesOptions } from "./samples.ts";

/** One look at the spool and the counters. */
export const takeSample = async (
  { journal }: Pick<Spool, "journal">,
  { bytesReceived, bytesForwarded }: Pick<Metrics, "bytesReceived" | "bytesForwarded">,
): ReturnType<SamplesOptions["take"]> => {
  const [{ waiting, parked }, oldest] = await Promise.all([journal.counts(), journal.oldest("waiting")]);
  const total = async (counter: { get(): Promise<{ values: { value: number }[] }> }) =>
    (await counter.get()).values.reduce((sum, { value }) => sum + value, 0);
  return {
    waitingFiles: waiting.files,
    waitingBytes: waiting.bytes,
    parkedFiles: parked.files,
    oldestWaiting: oldest ? (Date.now() - oldest.acceptedAt) / 1000 : 0,
    receivedTotal: await total(bytesReceived),
    forwardedTotal: await total(bytesForwarded),
  };
};
