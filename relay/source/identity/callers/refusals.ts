import { Problem } from "../../problems/problem.ts";

const refused = (detail: string): Problem =>
  new Problem(401, "unauthenticated", "The request has no valid token", detail);

export const noToken = (): Problem =>
  refused("Send the ID token of the service's user pool: Authorization: Bearer <token>.");

export const expiredToken = (): Problem => refused("The token has expired. Refresh it, or sign in again.");

export const wrongUse = (): Problem =>
  refused("This is not an ID token. Send the ID token of the sign-in, not the access token.");

export const wrongClient = (): Problem =>
  refused("The token is for another app client. Sign in with the client_id of GET /.well-known/malote.");

export const wrongPool = (): Problem =>
  refused("The token is from another user pool. Sign in to the user_pool_id of GET /.well-known/malote.");

export const notValid = (): Problem =>
  refused("The token is not valid. Sign in again, and send the ID token unchanged.");

export const keysUnavailable = (): Problem =>
  new Problem(
    503,
    "relay-not-ready",
    "The relay is not ready",
    "The relay cannot read the keys that tokens are signed with, and has no key for this token. Send the request again in a moment.",
    { retryAfter: 10 },
  );

export const notServed = (): Problem =>
  new Problem(
    403,
    "user-not-served",
    "This relay does not act for you",
    "This relay accepts files of certain users only, and you are none of them. Tell its operator, or send the file to the service.",
  );
