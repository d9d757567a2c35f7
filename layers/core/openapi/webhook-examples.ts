import { FILE_ID } from "./examples.ts";

/** Examples of the routes of webhooks, all of one endpoint. */
const created_at = "2026-11-21T11:00:00.000Z";

export const webhookRequest = {
  url: "https://hooks.example.com/malote",
  event_types: ["file.completed", "file.error"],
  description: "Orders",
};

export const webhook = {
  webhook_id: "7c1d2e3f-4a5b-4c6d-8e9f-0a1b2c3d4e5f",
  ...webhookRequest,
  state: "active",
  state_since: created_at,
  created_at,
  updated_at: created_at,
};

export const failingWebhook = {
  ...webhook,
  state: "failing",
  state_since: "2026-11-22T05:35:12.000Z",
  state_reason: "The receiver responded 503.",
  updated_at: "2026-11-22T05:35:12.000Z",
};

export const webhookWithSecret = { ...webhook, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };

export const rotatedWebhook = { ...webhookWithSecret, old_secret_until: "2026-11-22T12:00:00.000Z" };

export const delivery = {
  delivery_id: "msg_0mi8ub8w0_3q2Y7hJb0Xr1v5sQe9LkTg",
  event_id: `${FILE_ID}:3:completed`,
  event_type: "file.completed",
  file_id: FILE_ID,
  state: "delivered",
  attempts: 2,
  history: [
    { at: "2026-11-21T12:00:05.000Z", ms: 10_000, error: "No response within 10 s." },
    { at: "2026-11-21T12:00:20.000Z", ms: 84, status: 204 },
  ],
  response: "",
  created_at: "2026-11-21T12:00:04.500Z",
};

export const deliveries = { deliveries: [delivery], next_cursor: delivery.delivery_id };

export const sentAnew = {
  ...delivery,
  state: "waiting",
  attempts: 0,
  next_attempt_at: "2026-11-21T13:00:00.000Z",
};
