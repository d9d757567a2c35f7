import { createInboxQueue } from "./aws/inbox-queue.ts";
import { createDeliveries, createMoveQueue } from "./aws/move-queue.ts";
import { env } from "./env.ts";

export { createInboxQueue } from "./aws/inbox-queue.ts";
export { createDeliveries, createMoveQueue } from "./aws/move-queue.ts";
export * from "./aws/s3-events.ts";
export * from "./steps/retry-delay.ts";

/** The move queue of this deployment. */
export const moveQueue = () => createMoveQueue(env.moveQueueUrl());
export const deliveries = () => createDeliveries(env.moveQueueUrl());
/** The queue of S3's events of inbox/. */
export const inboxQueue = () => createInboxQueue(env.inboxQueueUrl());
