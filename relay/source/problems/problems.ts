import { Problem } from "./problem.ts";

// What the relay itself refuses. Codes of the service are passed on as they are.

export const invalidRequest = (detail: string, cause?: unknown): Problem =>
  new Problem(
    400,
    "invalid-request",
    "The request is malformed",
    detail,
    cause === undefined ? {} : { cause },
  );

/** The client did not send all bytes that it had announced, or its connection broke. */
export const bodyIncomplete = (cause?: unknown): Problem =>
  new Problem(
    400,
    "body-cut-off",
    "The body ended too early",
    "The body ended before all of it had arrived. Nothing was kept; send the file again.",
    { cause },
  );

export const bodyTooSlow = (): Problem =>
  new Problem(
    408,
    "body-too-slow",
    "The body arrives too slowly",
    "The body stood still, or was slower than this relay accepts. Nothing was kept; send the file again.",
  );

export const bodyTooLarge = (most: number): Problem =>
  new Problem(
    413,
    "file-too-large",
    "The file is too large",
    `This relay accepts files of up to ${most} bytes.`,
  );

/** An Idempotency-Key that belongs to another file. */
export const keyUsedBefore = (): Problem =>
  new Problem(
    422,
    "idempotency-conflict",
    "This Idempotency-Key belongs to another file",
    "You used this Idempotency-Key for a file with another name or other bytes. Use a new key for each file.",
  );

export const notFound = (): Problem =>
  new Problem(404, "file-not-found", "There is no such file", "There is no such file, or it is not yours.");

export const routeNotFound = (): Problem =>
  new Problem(
    404,
    "route-not-found",
    "There is no such route",
    "There is no such route. Send files to PUT /files/{name} or POST /files.",
  );

export const methodNotAllowed = (methods: string): Problem =>
  new Problem(405, "method-not-allowed", "This route has no such method", `This route accepts ${methods}.`);

export const lengthRequired = (): Problem =>
  new Problem(
    411,
    "length-required",
    "The request has no body",
    "Send Content-Length, also for an empty file (0), or Transfer-Encoding: chunked.",
  );

export const unsupportedBody = (detail: string): Problem =>
  new Problem(415, "unsupported-body", "The body cannot be read", detail);

/** Seconds until a client that was refused for lack of room should try again. */
const BUSY_SECONDS = 5;

export const relayBusy = (detail: string): Problem =>
  new Problem(503, "relay-busy", "The relay is busy", detail, { retryAfter: BUSY_SECONDS });

export const relayStopping = (cause?: unknown): Problem =>
  new Problem(
    503,
    "relay-stopping",
    "The relay is being stopped",
    "The relay is being stopped or restarted. Send the request again in a moment.",
    { retryAfter: BUSY_SECONDS, cause },
  );
