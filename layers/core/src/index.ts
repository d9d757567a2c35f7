/** The domain and the contract: no SDK, no environment. */
export * from "./contract/messages.ts";
export * from "./contract/requests.ts";
export * from "./contract/views.ts";
export * from "./domain/attention.ts";
export * from "./domain/caller.ts";
export * from "./domain/cursor.ts";
export * from "./domain/errors.ts";
export * from "./domain/file.ts";
export * from "./domain/idempotency.ts";
export * from "./domain/keys.ts";
export * from "./domain/multipart.ts";
export * from "./domain/status.ts";
export type * from "./ports.ts";
