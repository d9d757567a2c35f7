import type { Clock } from "@malote/core";
import { type Endpoints, type WebhookList, webhookView } from "@malote/core/webhooks";

export type ListWebhooksPorts = { endpoints: Pick<Endpoints, "list">; clock: Clock };

/** All endpoints, the oldest first. */
export const listWebhooks =
  ({ endpoints, clock }: ListWebhooksPorts) =>
  async (): Promise<WebhookList> => {
    const now = clock().toISOString();
    const found = await endpoints.list();
    const inOrder = found.toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1));
    return { webhooks: inOrder.map((endpoint) => webhookView(endpoint, now)) };
  };
