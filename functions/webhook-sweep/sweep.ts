import { type Clock, secondsAfter } from "@malote/core";
import {
  type DeliveryQueue,
  DUE_SHARDS,
  LOST_AFTER_SECONDS,
  type WebhookDeliveries,
} from "@malote/core/webhooks";

export type SweepPorts = {
  deliveries: Pick<WebhookDeliveries, "due" | "postpone">;
  queue: DeliveryQueue;
  clock: Clock;
};

/** Deliveries of one page. A page is written one by one, and its messages are sent in a few calls. */
const PAGE = 100;

/** Time that a page may take. */
const PAGE_MS = 15_000;

/**
 * Sends the messages of the deliveries that are due: of those that waited longer than SQS delays a message, and of those whose
 * message was lost. `due_at` moves on first, so that the next run does not send the same again while the queue is behind. If
 * this run ends between the two, or SQS refuses a message, the delivery is due again a quarter of an hour later.
 * @returns how many were sent
 * @throws what DynamoDB or SQS throws. What was moved before is sent
 */
export const sweep =
  ({ deliveries, queue, clock }: SweepPorts) =>
  async (timeLeftMs: () => number): Promise<{ sent: number }> => {
    const ofShard = async (shard: number): Promise<number> => {
      let sent = 0;
      while (timeLeftMs() > PAGE_MS) {
        const now = clock().toISOString();
        const due = await deliveries.due(shard, now, PAGE);
        const until = secondsAfter(now, LOST_AFTER_SECONDS);
        const moved = await Promise.allSettled(due.map((delivery) => deliveries.postpone(delivery, until)));
        const ours = due.filter((_, i) => moved[i]?.status === "fulfilled" && moved[i].value);
        const refused = await queue.send(ours);
        const taken = ours.length - refused.length;
        sent += taken;
        // Those that moved are sent first: otherwise one write that fails would hold them up for a quarter of an hour.
        throwFirst(moved);
        // If nothing of a page was sent, SQS is away, or the index is behind: the next run continues.
        if (due.length < PAGE || taken === 0) break;
      }
      return sent;
    };
    const ends = await Promise.allSettled(Array.from({ length: DUE_SHARDS }, (_, shard) => ofShard(shard)));
    throwFirst(ends);
    return { sent: ends.reduce((sum, end) => sum + (end.status === "fulfilled" ? end.value : 0), 0) };
  };

const throwFirst = (ends: readonly PromiseSettledResult<unknown>[]): void => {
  for (const end of ends) if (end.status === "rejected") throw end.reason;
};
