import {
  type DeliveriesRequest,
  type DeliveryList,
  deliveryView,
  type Endpoints,
  type WebhookDeliveries,
  WebhookNotFound,
} from "@malote/core/webhooks";

export type ListDeliveriesPorts = {
  endpoints: Pick<Endpoints, "get">;
  deliveries: Pick<WebhookDeliveries, "list">;
};

/**
 * A page of what was sent to an endpoint, or will be, the newest event first.
 * @throws WebhookNotFound (404)
 */
export const listDeliveries =
  ({ endpoints, deliveries }: ListDeliveriesPorts) =>
  async ({ webhook_id, limit = "50", cursor }: DeliveriesRequest): Promise<DeliveryList> => {
    if (!(await endpoints.get(webhook_id))) throw new WebhookNotFound();
    const page = await deliveries.list(webhook_id, Number(limit), cursor);
    return {
      deliveries: page.deliveries.map(deliveryView),
      ...(page.next !== undefined && { next_cursor: page.next }),
    };
  };
