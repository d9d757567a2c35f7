import type { Status } from "../status.ts";
import { secondsAfter } from "../time.ts";

/** The type of the webhook for a file that comes to this status: file.completed. */
export const eventTypeOf = (status: Status): EventType => `file.${status}`;
export type EventType = `file.${Status}`;

/**
 * `active`: changes are sent. `failing`: they are sent as well, but a delivery used all of its attempts, and none has
 * succeeded since. `disabled`: nothing is sent, because an operator said so, or the receiver did with a 410.
 */
export const ENDPOINT_STATES = ["active", "failing", "disabled"] as const;
export type EndpointState = (typeof ENDPOINT_STATES)[number];

/** A secret, encrypted. After `expires_at`, it signs no more. */
export type StoredSecret = { ciphertext: string; created_at: string; expires_at?: string };

/** An endpoint of an operator: where webhooks are sent. */
export type Endpoint = {
  webhook_id: string;
  url: string;
  /** The types that are sent. Empty for all. */
  event_types: EventType[];
  /** Only files of this user: a `sub`. */
  owner?: string;
  description?: string;
  state: EndpointState;
  state_since: string;
  /** Why it is failing or disabled. */
  state_reason?: string;
  /** The newest first, two at the most. */
  secrets: StoredSecret[];
  created_at: string;
  updated_at: string;
  version: number;
};

/** More endpoints than this are refused: each change is compared with all of them, and may be sent to all of them. */
export const MAX_ENDPOINTS = 20;

/** How long the old secret signs beside the new one. */
export const SECRET_OVERLAP_SECONDS = 24 * 3600;

/** The clocks of two functions may differ by so much. */
const CLOCKS_DIFFER_SECONDS = 60;

/**
 * Whether a change of a file of `owner` is sent to the endpoint. The stream may be read hours after the change, and an endpoint
 * gets no change that came before it.
 */
export const wants = (endpoint: Endpoint, type: EventType, owner: string, at: string): boolean =>
  endpoint.state !== "disabled" &&
  at >= secondsAfter(endpoint.created_at, -CLOCKS_DIFFER_SECONDS) &&
  (endpoint.event_types.length === 0 || endpoint.event_types.includes(type)) &&
  (endpoint.owner === undefined || endpoint.owner === owner);

/** The secrets that sign at this time, the newest first. */
export const validSecrets = ({ secrets }: Endpoint, at: string): StoredSecret[] =>
  secrets.filter(({ expires_at }) => expires_at === undefined || expires_at > at);

/** The endpoint in another state. */
export const inState = (
  { state_reason: _, ...endpoint }: Endpoint,
  state: EndpointState,
  at: string,
  reason?: string,
): Endpoint => ({
  ...endpoint,
  state,
  state_since: at,
  ...(reason !== undefined && { state_reason: reason }),
  updated_at: at,
  version: endpoint.version + 1,
});
