import type { Delivery } from "../domain/webhooks/delivery.ts";
import type { Endpoint } from "../domain/webhooks/endpoint.ts";
import { FILE_ID, NOW } from "./builders.ts";

export const WEBHOOK_ID = "7c1d2e3f-4a5b-4c6d-8e9f-0a1b2c3d4e5f";
export const DELIVERY_ID = "msg_0mi8ub8w0_AAAAAAAAAAAAAAAAAAAAAA";

/** An active endpoint of every type, created at NOW. */
export const anEndpoint = (overrides: Partial<Endpoint> = {}): Endpoint => ({
  webhook_id: WEBHOOK_ID,
  url: "https://hooks.example.com/malote",
  event_types: [],
  state: "active",
  state_since: NOW,
  secrets: [{ ciphertext: "secret-1", created_at: NOW }],
  created_at: NOW,
  updated_at: NOW,
  version: 1,
  ...overrides,
});

/** A delivery to `anEndpoint()` that was never tried. */
export const aDelivery = (overrides: Partial<Delivery> = {}): Delivery => ({
  webhook_id: WEBHOOK_ID,
  delivery_id: DELIVERY_ID,
  event_id: `${FILE_ID}:4:completed`,
  event_type: "file.completed",
  file_id: FILE_ID,
  body: "{}",
  state: "waiting",
  version: 1,
  attempts: 0,
  history: [],
  created_at: NOW,
  next_attempt_at: NOW,
  purge_at: 1_795_867_200,
  ...overrides,
});
