import { type Clock, type FileStatusChanged, statusEvents } from "@malote/core";
import { writeOf } from "@malote/core/changes";
import {
  type Delivery,
  type DeliveryQueue,
  deliveryId,
  type Endpoint,
  type Endpoints,
  eventTypeOf,
  purgeAt,
  type WebhookDeliveries,
  wants,
  webhookBody,
} from "@malote/core/webhooks";
import type { DynamoDBRecord } from "aws-lambda";
import { inTurns } from "./in-turns.ts";

export type Report = {
  queued(count: number): void;
  /** The record is repeated. */
  notQueued(sequence: string, cause: unknown): void;
};

export type FanOutPorts = {
  endpoints: Pick<Endpoints, "list">;
  deliveries: Pick<WebhookDeliveries, "create">;
  queue: DeliveryQueue;
  clock: Clock;
  report: Report;
};

/** Writes at the same time. */
const WRITES = 25;

/**
 * Makes a delivery of each change of status that these records of the table's stream report, for each endpoint that wants it.
 * A delivery is written first, and then its message is sent. A record that is repeated makes the same deliveries: one that
 * exists stays as it is, and a message that comes twice is recognised by the delivery's version.
 * @returns the sequence numbers of the records that must be repeated
 */
export const fanOut =
  ({ endpoints, deliveries, queue, clock, report }: FanOutPorts) =>
  async (records: readonly DynamoDBRecord[]): Promise<string[]> => {
    const failed = new Map<string, unknown>();
    const changes = records.flatMap((record) => {
      try {
        return changesOf(record);
      } catch (cause) {
        // One record that cannot be read must not hold up the others of its batch.
        failed.set(sequenceOf(record), cause);
        return [];
      }
    });
    const known = changes.length === 0 ? [] : await endpoints.list();
    const now = clock().toISOString();
    const wanted = changes.flatMap(({ sequence, detail }) =>
      known
        .filter((endpoint) => wants(endpoint, eventTypeOf(detail.status), detail.owner, detail.updated_at))
        .map((endpoint) => ({ sequence, delivery: newDelivery(endpoint, detail, now) })),
    );
    await inTurns(wanted, WRITES, async ({ sequence, delivery }) => {
      await deliveries.create(delivery).catch((cause: unknown) => failed.set(sequence, cause));
    });
    const written = wanted.filter(({ sequence }) => !failed.has(sequence));
    try {
      const refused = await queue.send(written.map(({ delivery }) => delivery));
      const ids = new Set(refused.map(({ delivery_id }) => delivery_id));
      for (const { sequence, delivery } of written)
        if (ids.has(delivery.delivery_id)) failed.set(sequence, new Error("SQS did not take the message."));
    } catch (cause) {
      for (const { sequence } of written) failed.set(sequence, cause);
    }
    for (const [sequence, cause] of failed) report.notQueued(sequence, cause);
    report.queued(written.filter(({ sequence }) => !failed.has(sequence)).length);
    return [...failed.keys()];
  };

const changesOf = (record: DynamoDBRecord) => {
  const write = writeOf(record);
  if (!write) return [];
  return statusEvents(write.before, write.after).map((detail) => ({ sequence: sequenceOf(record), detail }));
};

/** Without a number, Lambda repeats the whole batch. */
const sequenceOf = ({ dynamodb }: DynamoDBRecord): string => dynamodb?.SequenceNumber ?? "";

const newDelivery = ({ webhook_id }: Endpoint, detail: FileStatusChanged, now: string): Delivery => ({
  webhook_id,
  delivery_id: deliveryId(webhook_id, detail.id, detail.updated_at),
  event_id: detail.id,
  event_type: eventTypeOf(detail.status),
  file_id: detail.file_id,
  body: JSON.stringify(webhookBody(detail)),
  state: "waiting",
  version: 1,
  attempts: 0,
  history: [],
  created_at: now,
  next_attempt_at: now,
  purge_at: purgeAt(now),
});
