import { type Clock, secondsAfter } from "@malote/core";
import {
  type Endpoints,
  SECRET_OVERLAP_SECONDS,
  type Secrets,
  validSecrets,
  WebhookChanged,
  WebhookNotFound,
  type WebhookReference,
  type WebhookWithSecret,
  webhookView,
} from "@malote/core/webhooks";
import { newSecret } from "./new-secret.ts";

export type RotateSecretPorts = {
  endpoints: Pick<Endpoints, "get" | "save">;
  secrets: Pick<Secrets, "encrypt">;
  clock: Clock;
};

/**
 * A new secret. For 24 hours, webhooks have two signatures, also one of the secret before it. A secret that was on its way out
 * already signs no more: two are valid at the most.
 * @throws WebhookNotFound (404), WebhookChanged (409)
 */
export const rotateSecret =
  ({ endpoints, secrets, clock }: RotateSecretPorts) =>
  async ({ webhook_id }: WebhookReference): Promise<WebhookWithSecret> => {
    const before = await endpoints.get(webhook_id);
    if (!before) throw new WebhookNotFound();
    const now = clock().toISOString();
    const secret = newSecret();
    const [current] = validSecrets(before, now);
    const after = {
      ...before,
      secrets: [
        { ciphertext: await secrets.encrypt(webhook_id, secret), created_at: now },
        ...(current ? [{ ...current, expires_at: secondsAfter(now, SECRET_OVERLAP_SECONDS) }] : []),
      ],
      updated_at: now,
      version: before.version + 1,
    };
    if (!(await endpoints.save(before, after))) throw new WebhookChanged();
    return { ...webhookView(after, now), secret };
  };
