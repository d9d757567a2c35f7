import type { Clock } from "@malote/core";
import { type Endpoints, WebhookNotFound, type WebhookReference } from "@malote/core/webhooks";

export type DeleteWebhookPorts = { endpoints: Pick<Endpoints, "delete">; clock: Clock };

/**
 * Deletes an endpoint with its secrets. Its deliveries that wait are cancelled when their turn comes.
 * @throws WebhookNotFound (404)
 */
export const deleteWebhook =
  ({ endpoints, clock }: DeleteWebhookPorts) =>
  async ({ webhook_id }: WebhookReference): Promise<void> => {
    if (!(await endpoints.delete(webhook_id, clock().toISOString()))) throw new WebhookNotFound();
  };
