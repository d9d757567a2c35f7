import type { Clock } from "@malote/core";
import {
  DeliveryNotFound,
  type DeliveryQueue,
  type DeliveryReference,
  type DeliveryView,
  deliveryView,
  type Endpoints,
  sentAnew,
  WebhookChanged,
  type WebhookDeliveries,
  WebhookDisabled,
  WebhookNotFound,
} from "@malote/core/webhooks";

export type RedeliverPorts = {
  endpoints: Pick<Endpoints, "get">;
  deliveries: Pick<WebhookDeliveries, "get" | "save">;
  queue: DeliveryQueue;
  clock: Clock;
};

/**
 * Sends a delivery again, whatever came of it, with all of its attempts and the same `webhook-id`. If SQS does not take the
 * message, the sweep sends it a quarter of an hour later.
 * @throws WebhookNotFound, DeliveryNotFound (404), WebhookDisabled, WebhookChanged (409)
 */
export const redeliver =
  ({ endpoints, deliveries, queue, clock }: RedeliverPorts) =>
  async ({ webhook_id, delivery_id }: DeliveryReference): Promise<DeliveryView> => {
    const endpoint = await endpoints.get(webhook_id);
    if (!endpoint) throw new WebhookNotFound();
    if (endpoint.state === "disabled") throw new WebhookDisabled();
    const before = await deliveries.get(webhook_id, delivery_id);
    if (!before) throw new DeliveryNotFound();
    const after = sentAnew(before, clock().toISOString());
    if (!(await deliveries.save(before, after))) throw new WebhookChanged();
    await queue.send([after]);
    return deliveryView(after);
  };
