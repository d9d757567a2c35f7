/** Webhooks: their domain, contract and tables. Only the functions of webhooks load it. */
// The bundle has a file for each set of entry points that share code, and every function loads some of them. With this entry
// point here, webhooks make no more of them.
import "./files.ts";
import { createDeadLetters, createDeliveryQueue } from "./aws/webhooks/delivery-queue.ts";
import { createDeliveryTable } from "./aws/webhooks/delivery-table.ts";
import { createEndpointTable } from "./aws/webhooks/endpoint-table.ts";
import { webhookEnv } from "./webhook-env.ts";

export { createDeadLetters, createDeliveryQueue } from "./aws/webhooks/delivery-queue.ts";
export { createDeliveryTable } from "./aws/webhooks/delivery-table.ts";
export { createEndpointTable } from "./aws/webhooks/endpoint-table.ts";
export type { WebhookBody } from "./contract/webhook-body.ts";
export * from "./contract/webhooks.ts";
export * from "./domain/webhooks/address.ts";
export * from "./domain/webhooks/delivery.ts";
export * from "./domain/webhooks/endpoint.ts";
export * from "./domain/webhooks/errors.ts";
export type * from "./domain/webhooks/ports.ts";
export * from "./domain/webhooks/url.ts";
export * from "./views/webhook-views.ts";
export { webhookEnv } from "./webhook-env.ts";

/** The tables and queues of this deployment. */
export const endpointTable = () => createEndpointTable(webhookEnv.webhooksTable());
export const deliveryTable = () => createDeliveryTable(webhookEnv.deliveriesTable());
export const deliveryQueue = () => createDeliveryQueue(webhookEnv.deliveryQueueUrl());
export const deadLetters = () => createDeadLetters(webhookEnv.deliveryDeadLetterQueueUrl());
