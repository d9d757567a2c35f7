import { NoInput, requireOperator } from "@malote/core";
import { http } from "@malote/core/http";
import { webhookSecrets } from "@malote/core/webhook-secrets";
import {
  DeliveriesRequest,
  DeliveryReference,
  deliveryQueue,
  deliveryTable,
  endpointTable,
  PatchWebhook,
  urlFault,
  WebhookReference,
  WebhookRequest,
  webhookEnv,
} from "@malote/core/webhooks";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { changeWebhook } from "./change-webhook.ts";
import { createWebhook } from "./create-webhook.ts";
import { deleteWebhook } from "./delete-webhook.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { listWebhooks } from "./list-webhooks.ts";
import { redeliver } from "./redeliver.ts";
import { rotateSecret } from "./rotate-secret.ts";
import { showWebhook } from "./show-webhook.ts";

const ports = {
  endpoints: endpointTable(),
  deliveries: deliveryTable(),
  queue: deliveryQueue(),
  secrets: webhookSecrets(),
  clock: () => new Date(),
};

const rules = { allowLocal: webhookEnv.localWebhooks() };
const url = {
  on: ["url"] as const,
  pointer: "#/url",
  check: (input: { url?: string | undefined }) =>
    input.url === undefined ? undefined : urlFault(input.url, rules),
};
const allow = requireOperator;
const noContent = () => ({ status: 204 });
const created = <Body>(body: Body) => ({ status: 201, body });
const accepted = <Body>(body: Body) => ({ status: 202, body });

/**
 * The routes of /webhooks, for operators. One function serves all of them: they are called rarely, and a function of its own for
 * each would add eight roles and eight logs to a deployment.
 */
const ROUTES = {
  "POST /webhooks": http(
    { from: "body", input: WebhookRequest, rules: [url], allow, respond: created },
    createWebhook(ports),
  ),
  "GET /webhooks": http({ from: "query", input: NoInput, allow }, listWebhooks(ports)),
  "GET /webhooks/{webhook_id}": http({ from: "path", input: WebhookReference, allow }, showWebhook(ports)),
  "PATCH /webhooks/{webhook_id}": http(
    { from: "path and body", input: PatchWebhook, rules: [url], allow },
    changeWebhook(ports),
  ),
  "DELETE /webhooks/{webhook_id}": http(
    { from: "path", input: WebhookReference, allow, respond: noContent },
    deleteWebhook(ports),
  ),
  "POST /webhooks/{webhook_id}/rotate-secret": http(
    { from: "path", input: WebhookReference, allow },
    rotateSecret(ports),
  ),
  "GET /webhooks/{webhook_id}/deliveries": http(
    { from: "path and query", input: DeliveriesRequest, allow },
    listDeliveries(ports),
  ),
  "POST /webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver": http(
    { from: "path", input: DeliveryReference, allow, respond: accepted },
    redeliver(ports),
  ),
};

const isRoute = (name: string): name is keyof typeof ROUTES => Object.hasOwn(ROUTES, name);

export const handler = (event: APIGatewayProxyEvent, context: Context) => {
  const name = `${event.httpMethod} ${event.resource}`;
  // API Gateway sends only the routes of template.yaml.
  if (!isRoute(name)) throw new Error(`${name} is no route of this function.`);
  return ROUTES[name](event, context);
};
