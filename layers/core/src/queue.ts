import { createDeliveries, createMoveQueue } from "./aws/move-queue.ts";
import { env } from "./env.ts";

export { createDeliveries, createMoveQueue } from "./aws/move-queue.ts";

/** The move queue of this deployment. */
export const moveQueue = () => createMoveQueue(env.moveQueueUrl());
export const deliveries = () => createDeliveries(env.moveQueueUrl());
