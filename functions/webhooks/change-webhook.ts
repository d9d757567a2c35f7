import type { Clock } from "@malote/core";
import {
  type Endpoint,
  type Endpoints,
  inState,
  type PatchWebhook,
  WebhookChanged,
  WebhookNotFound,
  type WebhookView,
  webhookView,
} from "@malote/core/webhooks";

export type ChangeWebhookPorts = { endpoints: Pick<Endpoints, "get" | "save">; clock: Clock };

/**
 * Changes what the request has. `state: active` also ends `failing`. Deliveries that wait follow the endpoint: they go to its
 * new URL, or are cancelled once it is disabled.
 * @throws WebhookNotFound (404), WebhookChanged (409)
 */
export const changeWebhook =
  ({ endpoints, clock }: ChangeWebhookPorts) =>
  async ({ webhook_id, ...patch }: PatchWebhook): Promise<WebhookView> => {
    const before = await endpoints.get(webhook_id);
    if (!before) throw new WebhookNotFound();
    const now = clock().toISOString();
    const after = changed(before, patch, now);
    if (!(await endpoints.save(before, after))) throw new WebhookChanged();
    return webhookView(after, now);
  };

const changed = (
  before: Endpoint,
  { url, event_types, description, state }: Omit<PatchWebhook, "webhook_id">,
  now: string,
): Endpoint => ({
  ...(state !== undefined && state !== before.state
    ? inState(before, state, now, state === "disabled" ? "An operator disabled it." : undefined)
    : { ...before, updated_at: now, version: before.version + 1 }),
  ...(url !== undefined && { url }),
  ...(event_types !== undefined && { event_types: [...new Set(event_types)] }),
  ...(description !== undefined && { description }),
});
