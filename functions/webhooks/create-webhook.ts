import { randomUUID } from "node:crypto";
import type { Clock } from "@malote/core";
import {
  type Endpoint,
  type Endpoints,
  MAX_ENDPOINTS,
  type Secrets,
  TooManyWebhooks,
  type WebhookRequest,
  type WebhookWithSecret,
  webhookView,
} from "@malote/core/webhooks";
import { newSecret } from "./new-secret.ts";

export type CreateWebhookPorts = {
  endpoints: Pick<Endpoints, "list" | "create">;
  secrets: Pick<Secrets, "encrypt">;
  clock: Clock;
};

/**
 * A new endpoint, which gets the changes that come after it. Its response is the only one that has the secret. Calls at
 * the same time may exceed the limit.
 * @throws TooManyWebhooks (409)
 */
export const createWebhook =
  ({ endpoints, secrets, clock }: CreateWebhookPorts) =>
  async ({ event_types = [], url, owner, description }: WebhookRequest): Promise<WebhookWithSecret> => {
    if ((await endpoints.list()).length >= MAX_ENDPOINTS) throw new TooManyWebhooks();
    const webhook_id = randomUUID();
    const at = clock().toISOString();
    const secret = newSecret();
    const endpoint: Endpoint = {
      webhook_id,
      url,
      event_types: [...new Set(event_types)],
      ...(owner !== undefined && { owner }),
      ...(description !== undefined && { description }),
      state: "active",
      state_since: at,
      secrets: [{ ciphertext: await secrets.encrypt(webhook_id, secret), created_at: at }],
      created_at: at,
      updated_at: at,
      version: 1,
    };
    await endpoints.create(endpoint);
    return { ...webhookView(endpoint, at), secret };
  };
