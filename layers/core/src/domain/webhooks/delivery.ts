import { createHash } from "node:crypto";
import { secondsAfter } from "../time.ts";
import type { EventType } from "./endpoint.ts";

/** The seconds before each attempt, counted from the end of the one before. */
export const RETRY_DELAYS = [0, 5, 300, 1800, 7200, 18_000, 36_000] as const;
export const MAX_DELIVERY_ATTEMPTS = RETRY_DELAYS.length;

/** SQS delays a message by 15 minutes at most. A delivery that waits longer is found by the sweep. */
export const MAX_QUEUE_DELAY_SECONDS = 900;

/**
 * When the sweep looks at a delivery whose message is on its way. Later than a message comes, so that a delivery is swept only
 * if its message was lost.
 */
export const LOST_AFTER_SECONDS = 900;

/** A delivery is kept for so long after it was created, or sent anew. */
export const DELIVERY_DAYS = 7;

/** The index of due deliveries has so many partitions, because one takes 1,000 writes a second. */
export const DUE_SHARDS = 4;

/** The attempts that a delivery remembers. */
const MAX_REMEMBERED = 20;

export const DELIVERY_STATES = ["waiting", "delivered", "failed", "cancelled"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What came of one attempt: the receiver's status, or why there is none. */
export type Attempt = { at: string; ms: number; status?: number; error?: string };

/** One event on its way to one endpoint. */
export type Delivery = {
  webhook_id: string;
  /** The `webhook-id` of every attempt. */
  delivery_id: string;
  /** The id of FileStatusChanged. */
  event_id: string;
  event_type: EventType;
  file_id: string;
  body: string;
  state: DeliveryState;
  /** Grows with every write. A message for another version is out of date. */
  version: number;
  /** Attempts that began since the delivery was created, or sent anew by an operator. */
  attempts: number;
  /** The last ones, oldest first. */
  history: Attempt[];
  /** What the receiver responded last, up to 1 KiB. */
  response?: string;
  created_at: string;
  /** Only while it waits. */
  next_attempt_at?: string;
  /** Only while the sweep must look at it. */
  due_shard?: string;
  due_at?: string;
  /** When DynamoDB may remove it, in seconds since 1970. */
  purge_at: number;
};

/** What the queue carries. The version makes a message that comes late, or twice, harmless. */
export type DeliveryMessage = Pick<Delivery, "webhook_id" | "delivery_id" | "version">;

export const messageOf = ({ webhook_id, delivery_id, version }: DeliveryMessage): DeliveryMessage => ({
  webhook_id,
  delivery_id,
  version,
});

/**
 * The same id for the same event and endpoint, however often they meet. So a receiver recognises a duplicate. It begins with
 * the time of the event, because the deliveries of an endpoint are listed by it. It has no dot, which the signature needs.
 */
export const deliveryId = (webhookId: string, eventId: string, at: string): string => {
  const time = Date.parse(at).toString(36).padStart(9, "0");
  const digest = createHash("sha256").update(`${webhookId} ${eventId}`).digest("base64url").slice(0, 22);
  return `msg_${time}_${digest}`;
};

export const purgeAt = (at: string): number => Math.floor(Date.parse(at) / 1000) + DELIVERY_DAYS * 86_400;

const shardOf = (deliveryId: string): string =>
  String(deliveryId.charCodeAt(deliveryId.length - 1) % DUE_SHARDS);

const dueAt = (delivery: Delivery, due_at: string): Pick<Delivery, "due_shard" | "due_at"> => ({
  due_shard: shardOf(delivery.delivery_id),
  due_at,
});

const withoutTimes = (delivery: Delivery): Delivery => {
  const { next_attempt_at: _, due_shard: __, due_at: ___, ...others } = delivery;
  return others;
};

/**
 * The delivery while an attempt runs. It is written before the attempt. So a crash costs one attempt, and the sweep continues
 * with the next one.
 */
export const begun = (delivery: Delivery, now: string): Delivery => {
  const attempts = delivery.attempts + 1;
  const next = secondsAfter(now, Math.max(RETRY_DELAYS[attempts] ?? 0, LOST_AFTER_SECONDS));
  return {
    ...withoutTimes(delivery),
    state: "waiting",
    version: delivery.version + 1,
    attempts,
    next_attempt_at: next,
    ...dueAt(delivery, next),
  };
};

type Outcome = { attempt: Attempt; response?: string | undefined };

/** The delivery after an attempt that ends it: it succeeded, was the last one, or the receiver wants no more. */
export const ended = (
  delivery: Delivery,
  state: Exclude<DeliveryState, "waiting">,
  outcome?: Outcome,
): Delivery => ({
  ...remembering(withoutTimes(delivery), outcome),
  state,
  version: delivery.version + 1,
});

/** The delivery after an attempt that failed, and the seconds for which its message is delayed. Undefined: the sweep sends it. */
export const postponed = (
  delivery: Delivery,
  outcome: Outcome,
  now: string,
): { delivery: Delivery; delaySeconds: number | undefined } => {
  const delay = RETRY_DELAYS[delivery.attempts] ?? 0;
  const byQueue = delay <= MAX_QUEUE_DELAY_SECONDS;
  const next = secondsAfter(now, delay);
  return {
    delaySeconds: byQueue ? delay : undefined,
    delivery: {
      ...remembering(withoutTimes(delivery), outcome),
      version: delivery.version + 1,
      next_attempt_at: next,
      ...dueAt(delivery, byQueue ? secondsAfter(next, LOST_AFTER_SECONDS) : next),
    },
  };
};

/** The delivery as an operator sends it anew: with all of its attempts, and for another seven days. */
export const sentAnew = (delivery: Delivery, now: string): Delivery => ({
  ...withoutTimes(delivery),
  state: "waiting",
  version: delivery.version + 1,
  attempts: 0,
  next_attempt_at: now,
  ...dueAt(delivery, secondsAfter(now, LOST_AFTER_SECONDS)),
  purge_at: purgeAt(now),
});

const remembering = ({ response: _, ...delivery }: Delivery, outcome: Outcome | undefined): Delivery =>
  outcome === undefined
    ? delivery
    : {
        ...delivery,
        history: [...delivery.history, outcome.attempt].slice(-MAX_REMEMBERED),
        ...(outcome.response !== undefined && { response: outcome.response }),
      };
