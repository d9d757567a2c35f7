import type { Deliveries } from "@malote/core";
import { causeOf, isTimeUp } from "@malote/core/copies";
import { delayAfter } from "@malote/core/queue";
import type { SQSRecord } from "aws-lambda";
import { type Arrival, type Arrivals, readArrivals } from "./arrival.ts";
import { MessageRefused, OutOfTime, RetryLater } from "./faults.ts";
import { moveFile } from "./move-file.ts";
import type { MoverPorts, Outcome, TimeLeft } from "./ports.ts";
import { type RepeatedEvents, repeatedEvents } from "./repeated-events.ts";

/** Receives what happened, for logs and metrics. */
export type Report = MoverPorts["report"] & {
  dropped(reason: Arrivals["dropped"][number]): void;
  moved(arrival: Arrival, outcome: Outcome): void;
  refused(record: SQSRecord, reason: string): void;
  postponed(record: SQSRecord, seconds: number, cause: unknown): void;
  /** The delay could not be set. The message is retried after the queue's own visibility timeout. */
  undelayed(record: SQSRecord, cause: unknown): void;
};

export type ReceivePorts = MoverPorts & {
  bucket: string;
  deliveries: Deliveries;
  report: Report;
  /**
   * The table for S3's events, which may remember finished files. A message always reads the current record: an operator
   * may have quarantined a completed file. Default: `files`.
   */
  filesOfEvents?: MoverPorts["files"];
};

/** A refused message is retried at once, so that it soon is in the dead-letter queue. */
const REFUSED_DELAY_SECONDS = 0;

/**
 * Handles one message of `batch`. Without `batch`, the message is alone. A return acknowledges the message. An error makes
 * SQS deliver it again, after the delay that is set here, or after the queue's own visibility timeout when the delay cannot
 * be set.
 */
export const receiveMessage = (ports: ReceivePorts, batch: readonly SQSRecord[] = []) => {
  const repeated = repeatedEvents(batch, ports.bucket);
  return async (record: SQSRecord, time: TimeLeft): Promise<void> => {
    try {
      const { arrivals, dropped } = readArrivals(record, ports.bucket);
      for (const reason of dropped) ports.report.dropped(reason);
      await moveAll(ports, withoutRepeated(ports, arrivals, repeated), time);
    } catch (thrown) {
      const seconds = delayFor(ports, record, thrown);
      await ports.deliveries.delay(record.receiptHandle, seconds).catch((cause: unknown) => {
        ports.report.undelayed(record, cause);
      });
      throw thrown;
    }
  };
};

const withoutRepeated = (
  { report }: ReceivePorts,
  arrivals: readonly Arrival[],
  { isRepeated, hasRepeats }: RepeatedEvents,
): Arrival[] => {
  for (const arrival of arrivals.filter(isRepeated)) report.moved(arrival, "repeated-event");
  return arrivals
    .filter((arrival) => !isRepeated(arrival))
    .map((arrival) =>
      arrival.event && hasRepeats(arrival)
        ? { ...arrival, event: { ...arrival.event, repeats: true } }
        : arrival,
    );
};

/** Moves every file of the message, even when another one fails. The first fault is thrown at the end. */
const moveAll = async (ports: ReceivePorts, arrivals: readonly Arrival[], time: TimeLeft): Promise<void> => {
  const faults: unknown[] = [];
  for (const [i, arrival] of arrivals.entries()) {
    try {
      if (i > 0 && isTimeUp(time)) throw new OutOfTime("the invocation ends before this file is begun");
      const files = arrival.event ? (ports.filesOfEvents ?? ports.files) : ports.files;
      ports.report.moved(arrival, await moveFile({ ...ports, files }, arrival, time));
    } catch (thrown) {
      faults.push(thrown);
    }
  }
  if (faults.length > 0) throw faults[0];
};

const delayFor = ({ report }: ReceivePorts, record: SQSRecord, thrown: unknown): number => {
  if (thrown instanceof MessageRefused) {
    report.refused(record, causeOf(thrown));
    return REFUSED_DELAY_SECONDS;
  }
  const seconds =
    thrown instanceof RetryLater
      ? thrown.seconds
      : delayAfter(Number(record.attributes.ApproximateReceiveCount));
  report.postponed(record, seconds, thrown instanceof RetryLater ? thrown.cause : thrown);
  return seconds;
};
