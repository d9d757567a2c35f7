import type { FileStatusChanged } from "../contract/events.ts";
import type { WebhookBody } from "../contract/webhook-body.ts";
import type { DeliveryView, WebhookView } from "../contract/webhooks.ts";
import type { Delivery } from "../domain/webhooks/delivery.ts";
import { type Endpoint, eventTypeOf, validSecrets } from "../domain/webhooks/endpoint.ts";

/** An endpoint as operators see it. It has no secret, encrypted or not. */
export const webhookView = (endpoint: Endpoint, now: string): WebhookView => {
  const { secrets: _, version: __, ...shown } = endpoint;
  const [, old] = validSecrets(endpoint, now);
  return { ...shown, ...(old?.expires_at !== undefined && { old_secret_until: old.expires_at }) };
};

/** A delivery without its body, which has the names of files. */
export const deliveryView = ({
  webhook_id: _,
  body: __,
  version: ___,
  due_shard: ____,
  due_at: _____,
  purge_at: ______,
  ...shown
}: Delivery): DeliveryView => shown;

export const webhookBody = (detail: FileStatusChanged): WebhookBody => ({
  type: eventTypeOf(detail.status),
  timestamp: detail.updated_at,
  data: detail,
});
