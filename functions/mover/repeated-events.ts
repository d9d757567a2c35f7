import type { SQSRecord } from "aws-lambda";
import { type Arrival, readArrivals } from "./arrival.ts";
import { isLater } from "./sequencer.ts";

export type RepeatedEvents = {
  /** Whether another message of the batch reports a later write of the same key, so that nothing is left to do. */
  isRepeated(arrival: Arrival): boolean;
  /** Whether the message stands for others of the batch. */
  hasRepeats(arrival: Arrival): boolean;
};

/**
 * Finds the events of a batch that report writes of one key: the form of an upload may be posted hundreds of times a
 * second. S3 keeps only the last write of a key. So the event of the last write stands for the others. Whatever this
 * invocation finds at the key was there after all of them.
 * An event that is delivered again counts for itself: an earlier delivery of it may hold the file.
 */
export const repeatedEvents = (batch: readonly SQSRecord[], bucket: string): RepeatedEvents => {
  const groups = Map.groupBy(
    batch.flatMap((record) => firstEvents(record, bucket)),
    ({ key_path }) => key_path,
  );
  const last = new Map(
    [...groups].map(([key, events]) => [key, events.reduce((a, b) => (isBefore(b, a) ? a : b)).message_id]),
  );
  return {
    isRepeated: (arrival) =>
      isFirstEvent(arrival) && (last.get(arrival.key_path) ?? arrival.message_id) !== arrival.message_id,
    hasRepeats: (arrival) => isFirstEvent(arrival) && writesOf(groups.get(arrival.key_path) ?? []) > 1,
  };
};

const isFirstEvent = ({ event, receive_count }: Arrival): boolean =>
  event !== undefined && receive_count === 1;

const firstEvents = (record: SQSRecord, bucket: string): Arrival[] => {
  try {
    return readArrivals(record, bucket).arrivals.filter(isFirstEvent);
  } catch {
    // The message is refused when it is handled.
    return [];
  }
};

const sequencerOf = ({ event }: Arrival): string | undefined => event?.sequencer;

/** Without a sequencer, the later message of the batch counts as the later write. */
const isBefore = (a: Arrival, b: Arrival): boolean => {
  const [one, other] = [sequencerOf(a), sequencerOf(b)];
  return one !== undefined && other !== undefined && isLater(other, one);
};

/** The number of different writes. An event that SQS delivers as two messages reports one. */
const writesOf = (events: readonly Arrival[]): number =>
  new Set(events.map(sequencerOf).filter((sequencer) => sequencer !== undefined)).size;
