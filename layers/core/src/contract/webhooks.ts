import * as v from "valibot";
import { UUID, UUID_IN_ANY_CASE } from "../domain/keys.ts";
import { STATUSES } from "../domain/status.ts";
import { DELIVERY_STATES } from "../domain/webhooks/delivery.ts";
import { ENDPOINT_STATES, type EventType, eventTypeOf } from "../domain/webhooks/endpoint.ts";

/** What operators send to /webhooks, and what it returns. */

export const EVENT_TYPES: readonly EventType[] = STATUSES.map(eventTypeOf);
const eventType = v.picklist(EVENT_TYPES, `An event type must be one of ${EVENT_TYPES.join(", ")}.`);

export const WebhookId = v.pipe(
  v.string("webhook_id must be a string."),
  v.regex(UUID_IN_ANY_CASE, "webhook_id must be the UUID that POST /webhooks returned."),
);
export const WebhookReference = v.strictObject({ webhook_id: WebhookId });
export type WebhookReference = v.InferOutput<typeof WebhookReference>;

const url = v.pipe(v.string("url must be a string."), v.maxLength(1024, "url takes up to 1024 characters."));
const eventTypes = v.pipe(
  v.array(eventType, 'event_types must be a list, such as ["file.completed"]; leave it empty for all.'),
  v.maxLength(EVENT_TYPES.length, "event_types has a type twice."),
);
const description = v.pipe(
  v.string("description must be a string."),
  v.maxLength(255, "description takes up to 255 characters."),
);

export const WebhookRequest = v.strictObject({
  url,
  event_types: v.optional(eventTypes),
  owner: v.optional(
    v.pipe(
      v.string("owner must be a string."),
      v.regex(UUID_IN_ANY_CASE, "owner must be the sub of a user, a UUID."),
    ),
  ),
  description: v.optional(description),
});
export type WebhookRequest = v.InferOutput<typeof WebhookRequest>;

/** `failing` is not set by hand: it is what the service found. */
export const WebhookPatch = v.strictObject({
  url: v.optional(url),
  event_types: v.optional(eventTypes),
  description: v.optional(description),
  state: v.optional(v.picklist(["active", "disabled"], "state must be active or disabled.")),
});
export type WebhookPatch = v.InferOutput<typeof WebhookPatch>;
/** With the webhook_id of the path. */
export const PatchWebhook = v.strictObject({ ...WebhookReference.entries, ...WebhookPatch.entries });
export type PatchWebhook = v.InferOutput<typeof PatchWebhook>;

const deliveryId = v.pipe(
  v.string("delivery_id must be a string."),
  v.regex(/^msg_[0-9a-z]{9}_[\w-]{22}$/, "delivery_id must be one of GET /webhooks/{webhook_id}/deliveries."),
);
export const DeliveryReference = v.strictObject({ ...WebhookReference.entries, delivery_id: deliveryId });
export type DeliveryReference = v.InferOutput<typeof DeliveryReference>;

export const DeliveriesRequest = v.strictObject({
  ...WebhookReference.entries,
  limit: v.optional(
    v.pipe(
      v.string("limit must be a whole number from 1 to 100."),
      v.regex(/^([1-9]\d?|100)$/, "limit must be a whole number from 1 to 100."),
    ),
  ),
  cursor: v.optional(
    v.pipe(
      v.string("cursor must be a string."),
      v.regex(/^msg_[0-9a-z]{9}_[\w-]{22}$/, "cursor must be the next_cursor of the page before."),
    ),
  ),
});
export type DeliveriesRequest = v.InferOutput<typeof DeliveriesRequest>;

const uuid = v.pipe(v.string(), v.regex(UUID));
const time = v.pipe(v.string(), v.isoTimestamp());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const sentType = v.picklist(EVENT_TYPES);

/** An endpoint as operators see it, without its secrets. */
export const WebhookView = v.object({
  webhook_id: uuid,
  url: v.string(),
  event_types: v.array(sentType),
  owner: v.exactOptional(uuid),
  description: v.exactOptional(v.string()),
  state: v.picklist(ENDPOINT_STATES),
  state_since: time,
  state_reason: v.exactOptional(v.string()),
  /** Only after a rotation: until when the old secret signs, too. */
  old_secret_until: v.exactOptional(time),
  created_at: time,
  updated_at: time,
});
export type WebhookView = v.InferOutput<typeof WebhookView>;

/** The only response that has the secret. */
export const WebhookWithSecret = v.object({ ...WebhookView.entries, secret: v.string() });
export type WebhookWithSecret = v.InferOutput<typeof WebhookWithSecret>;

export const WebhookList = v.object({ webhooks: v.array(WebhookView) });
export type WebhookList = v.InferOutput<typeof WebhookList>;

export const AttemptView = v.object({
  at: time,
  ms: count,
  status: v.exactOptional(count),
  error: v.exactOptional(v.string()),
});

export const DeliveryView = v.object({
  delivery_id: v.string(),
  event_id: v.string(),
  event_type: sentType,
  file_id: uuid,
  state: v.picklist(DELIVERY_STATES),
  attempts: count,
  history: v.array(AttemptView),
  response: v.exactOptional(v.string()),
  created_at: time,
  next_attempt_at: v.exactOptional(time),
});
export type DeliveryView = v.InferOutput<typeof DeliveryView>;

export const DeliveryList = v.object({
  deliveries: v.array(DeliveryView),
  next_cursor: v.exactOptional(v.string()),
});
export type DeliveryList = v.InferOutput<typeof DeliveryList>;
