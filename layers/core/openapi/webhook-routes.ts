import {
  DeliveriesRequest,
  DeliveryList,
  DeliveryReference,
  DeliveryView,
  WebhookList,
  WebhookPatch,
  WebhookReference,
  WebhookRequest,
  WebhookView,
  WebhookWithSecret,
} from "../src/contract/webhooks.ts";
import type { RouteDescription } from "./route-description.ts";
import * as examples from "./webhook-examples.ts";

const BODY = ["malformed-json", "unsupported-media-type"];
const webhook = { name: "Webhook", of: WebhookView };
const withSecret = { name: "WebhookWithSecret", of: WebhookWithSecret };
const delivery = { name: "Delivery", of: DeliveryView };
const pathParameters = WebhookReference.entries;
const ONLY = "Only on deployments with Webhooks=true.";

/** The routes of functions/webhooks. */
export const webhookRoutes: readonly RouteDescription[] = [
  {
    method: "post",
    path: "/webhooks",
    operationId: "createWebhook",
    summary: "Have changes of files sent to a URL (operators)",
    description: `${ONLY} From now on, each change of a file is sent to \`url\`, signed by Standard Webhooks 1.0. \`event_types\` selects some of them, and \`owner\` the files of one user. \`secret\` is in no other response: keep it where the receiver verifies signatures.`,
    body: {
      name: "WebhookRequest",
      of: WebhookRequest,
      examples: { some: examples.webhookRequest, all: { url: examples.webhookRequest.url } },
    },
    responses: {
      201: {
        description: "The webhook, with its secret.",
        schema: withSecret,
        examples: { created: examples.webhookWithSecret },
      },
    },
    problems: [...BODY, "forbidden", "too-many-webhooks"],
  },
  {
    method: "get",
    path: "/webhooks",
    operationId: "listWebhooks",
    summary: "All webhooks (operators)",
    description: `${ONLY} The oldest first, without secrets. A webhook that is \`failing\` has a delivery that used all of its attempts, and none has succeeded since.`,
    query: {},
    responses: {
      200: {
        description: "The webhooks.",
        schema: { name: "WebhookList", of: WebhookList },
        examples: { two: { webhooks: [examples.webhook, examples.failingWebhook] } },
      },
    },
    problems: ["forbidden"],
  },
  {
    method: "get",
    path: "/webhooks/{webhook_id}",
    operationId: "getWebhook",
    summary: "One webhook (operators)",
    description: `${ONLY} Without its secret.`,
    pathParameters,
    responses: {
      200: {
        description: "The webhook.",
        schema: webhook,
        examples: { active: examples.webhook, failing: examples.failingWebhook },
      },
    },
    problems: ["forbidden", "webhook-not-found"],
  },
  {
    method: "patch",
    path: "/webhooks/{webhook_id}",
    operationId: "updateWebhook",
    summary: "Change, disable or enable a webhook (operators)",
    description: `${ONLY} Members that are left out stay as they are. \`active\` also ends \`failing\`. Deliveries that wait go to the new URL. Those of a webhook that is disabled are cancelled when their turn comes, and changes of that time are not sent later.`,
    pathParameters,
    body: { name: "WebhookPatch", of: WebhookPatch, examples: { disable: { state: "disabled" } } },
    responses: {
      200: { description: "The webhook.", schema: webhook, examples: { active: examples.webhook } },
    },
    problems: [...BODY, "forbidden", "webhook-not-found", "webhook-changed"],
  },
  {
    method: "delete",
    path: "/webhooks/{webhook_id}",
    operationId: "deleteWebhook",
    summary: "Delete a webhook (operators)",
    description: `${ONLY} Its secrets are deleted at once. Its deliveries that wait are cancelled when their turn comes.`,
    pathParameters,
    responses: { 204: { description: "Deleted." } },
    problems: ["forbidden", "webhook-not-found"],
  },
  {
    method: "post",
    path: "/webhooks/{webhook_id}/rotate-secret",
    operationId: "rotateWebhookSecret",
    summary: "Get a new secret (operators)",
    description: `${ONLY} For 24 hours, each webhook has two signatures: one of the new secret, and one of the secret before it. A secret before that one signs no more.`,
    pathParameters,
    responses: {
      200: {
        description: "The webhook, with its new secret.",
        schema: withSecret,
        examples: { rotated: examples.rotatedWebhook },
      },
    },
    problems: ["forbidden", "webhook-not-found", "webhook-changed"],
  },
  {
    method: "get",
    path: "/webhooks/{webhook_id}/deliveries",
    operationId: "listDeliveries",
    summary: "What was sent, and what came of it (operators)",
    description: `${ONLY} One page for each call, the newest event first. A delivery is kept for seven days. The bodies are not in it.`,
    pathParameters,
    query: { limit: DeliveriesRequest.entries.limit, cursor: DeliveriesRequest.entries.cursor },
    responses: {
      200: {
        description: "A page.",
        schema: { name: "DeliveryList", of: DeliveryList },
        examples: { page: examples.deliveries },
      },
    },
    problems: ["forbidden", "webhook-not-found"],
  },
  {
    method: "post",
    path: "/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver",
    operationId: "sendDelivery",
    summary: "Send a delivery again (operators)",
    description: `${ONLY} Whatever came of it: it has all of its attempts again, and the same \`webhook-id\` as before.`,
    pathParameters: DeliveryReference.entries,
    responses: {
      202: { description: "It is queued.", schema: delivery, examples: { queued: examples.sentAnew } },
    },
    problems: ["forbidden", "webhook-not-found", "delivery-not-found", "webhook-disabled", "webhook-changed"],
  },
];
