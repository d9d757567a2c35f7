import type { InboxQueue } from "@malote/core";
import { delayAfter } from "@malote/core/queue";
import type { SQSRecord } from "aws-lambda";
import type { InboxObject, InboxPorts, Outcome, TimeLeft } from "./ports.ts";
import { type InboxObjects, NotAnEvent, readObjects } from "./read-objects.ts";
import { takeObject } from "./take-object.ts";

/** Receives what happened, for logs and metrics. */
export type Report = {
  dropped(reason: InboxObjects["dropped"][number]): void;
  handled(object: InboxObject, outcome: Outcome): void;
  postponed(messageId: string, seconds: number, cause: unknown): void;
  /** The delay could not be set. The message is retried after the queue's own visibility timeout. */
  undelayed(messageId: string, cause: unknown): void;
};

export type ReceivePorts = Omit<InboxPorts, "queue"> & { queue: InboxQueue; bucket: string; report: Report };

/**
 * Handles one message of the inbox's queue. A return acknowledges it. An error makes SQS deliver it again, after the delay that
 * is set here. A message that is no event is retried at once, so that it soon is in the dead-letter queue.
 */
export const receiveMessage =
  (ports: ReceivePorts) =>
  async (
    {
      body,
      messageId,
      receiptHandle,
      attributes,
    }: Pick<SQSRecord, "body" | "messageId" | "receiptHandle" | "attributes">,
    time: TimeLeft,
  ): Promise<void> => {
    const { report, queue } = ports;
    try {
      const { objects, dropped } = readObjects(body, ports.bucket);
      for (const reason of dropped) report.dropped(reason);
      await takeAll(ports, objects, time);
    } catch (thrown) {
      const seconds =
        thrown instanceof NotAnEvent ? 0 : delayAfter(Number(attributes.ApproximateReceiveCount));
      report.postponed(messageId, seconds, thrown);
      await queue.delay(receiptHandle, seconds).catch((cause: unknown) => report.undelayed(messageId, cause));
      throw thrown;
    }
  };

/** Takes every object of the message, even when another one fails. The first fault is thrown at the end. */
const takeAll = async (
  ports: ReceivePorts,
  objects: readonly InboxObject[],
  time: TimeLeft,
): Promise<void> => {
  const faults: unknown[] = [];
  for (const object of objects) {
    try {
      ports.report.handled(object, await takeObject(ports, object, time));
    } catch (thrown) {
      faults.push(thrown);
    }
  }
  if (faults.length > 0) throw faults[0];
};
