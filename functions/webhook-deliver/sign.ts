import { Webhook } from "standardwebhooks";

/**
 * The headers of Standard Webhooks 1.0. The signature covers the id, the time of this attempt and the body. With two valid
 * secrets there are two, separated by a space, and a receiver needs only one of them.
 */
export const signedHeaders = (
  id: string,
  body: string,
  secrets: readonly string[],
  at: Date,
): Record<string, string> => ({
  "webhook-id": id,
  "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
  "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(" "),
});
