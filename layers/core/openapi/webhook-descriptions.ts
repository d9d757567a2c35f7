import type { Description } from "./description.ts";

const SETTINGS = {
  url: "Where webhooks are sent, by POST. HTTPS, to an address of the public internet.",
  event_types: "The types that are sent. Empty for all.",
  owner: "Only files of this user: a `sub`.",
  description: "What the webhook is for, for people.",
};

const { owner: _, ...CHANGEABLE } = SETTINGS;

const WEBHOOK = {
  ...SETTINGS,
  webhook_id: "The id of the webhook.",
  state: "Whether changes are sent.",
  state_since: "Since when it has this state, in UTC.",
  state_reason: "Why it is failing or disabled.",
  old_secret_until: "Only after a rotation: until when the secret before this one signs, too.",
  created_at: "When it was created, in UTC.",
  updated_at: "When it last changed, in UTC.",
};

/** The components of webhooks. */
export const WEBHOOK_DESCRIPTIONS: Readonly<Record<string, Description>> = {
  WebhookRequest: { is: "A new webhook.", members: SETTINGS },
  WebhookPatch: {
    is: "What is to change. A member that is left out stays as it is.",
    members: { ...CHANGEABLE, state: "`disabled` ends it, and `active` begins it anew." },
  },
  Webhook: { is: "An endpoint that gets changes of files.", members: WEBHOOK },
  WebhookWithSecret: {
    is: "A webhook with its secret, which no other response has.",
    members: {
      ...WEBHOOK,
      secret:
        "The key of the signatures: `whsec_`, and 32 bytes in base64. Libraries of Standard Webhooks take it as it is.",
    },
  },
  WebhookList: {
    is: "All webhooks of a deployment.",
    members: { webhooks: "The webhooks, the oldest first." },
  },
  EventType: { is: "The type of an event. A newer service may send others." },
  KnownEventType: {
    is: "The types of events of this version: `file.`, and the status to which a file came.",
  },
  KnownWebhookEventType: { is: "The type of an event that a webhook can select." },
  WebhookState: { is: "Whether changes are sent. A newer service may send others." },
  KnownWebhookState: {
    is: "`active`; `failing`: changes are sent, but a delivery used all of its attempts, and none has succeeded since; `disabled`: nothing is sent, because an operator said so, or the receiver did with a 410.",
  },
  SettableWebhookState: { is: "The states that an operator may set." },
  DeliveryList: {
    is: "A page of deliveries.",
    members: { deliveries: "The deliveries, the newest event first." },
  },
  Delivery: {
    is: "One event on its way to one webhook.",
    members: {
      delivery_id: "The `webhook-id` of every attempt. So a receiver recognises a duplicate.",
      event_id: "The id of the change: `file_id:version:status`.",
      event_type: "The type of the event.",
      state: "What came of it.",
      attempts: "Attempts that began, since it was created or sent again.",
      history: "The last 20 attempts, oldest first.",
      response: "The body of the last response, up to 1 KiB.",
      created_at: "When it was created, in UTC.",
      next_attempt_at: "Only while it waits: when the next attempt is due.",
    },
  },
  DeliveryState: { is: "What came of a delivery. A newer service may send others." },
  KnownDeliveryState: {
    is: "`waiting` for an attempt; `delivered`: the receiver responded 2xx; `failed`: all attempts failed, or the receiver responded 410; `cancelled`: the webhook was disabled or deleted before.",
  },
  DeliveryAttempt: {
    is: "One attempt.",
    members: {
      at: "When it began, in UTC.",
      ms: "How long it took, in milliseconds.",
      status: "The HTTP status of the response.",
      error: "Why there was no response.",
    },
  },
};
