import type { Clock } from "@malote/core";
import {
  type Endpoints,
  WebhookNotFound,
  type WebhookReference,
  type WebhookView,
  webhookView,
} from "@malote/core/webhooks";

export type ShowWebhookPorts = { endpoints: Pick<Endpoints, "get">; clock: Clock };

/** @throws WebhookNotFound (404) */
export const showWebhook =
  ({ endpoints, clock }: ShowWebhookPorts) =>
  async ({ webhook_id }: WebhookReference): Promise<WebhookView> => {
    const endpoint = await endpoints.get(webhook_id);
    if (!endpoint) throw new WebhookNotFound();
    return webhookView(endpoint, clock().toISOString());
  };
