import { createHash } from "node:crypto";
import { InvalidRequest } from "./errors.ts";
import { UUID } from "./keys.ts";

/** The last file of a page of a user's list. */
export type Position = { created_at: string; file_id: string };

/** The owner and the filters of a list. A cursor is valid for one list only. */
export type ListScope = { owner: string; status?: string | undefined; name?: string | undefined };

/**
 * A position as an opaque text for the caller, which is valid only for the same list. It holds a digest of the scope, so
 * that the owner cannot be read from it.
 */
export const writeCursor = ({ created_at, file_id }: Position, scope: ListScope): string =>
  Buffer.from(JSON.stringify([created_at, file_id, digest(created_at, file_id, scope)])).toString(
    "base64url",
  );

/** @throws InvalidRequest (400) for a cursor that this list did not return */
export const readCursor = (cursor: string, scope: ListScope): Position => {
  const [created_at, file_id, seal] = parse(cursor);
  if (!isTime(created_at) || !isId(file_id) || seal !== digest(created_at, file_id, scope))
    throw new InvalidRequest([
      {
        pointer: "#/cursor",
        detail: "cursor is not one of this list; start without, and use next_cursor as it is.",
      },
    ]);
  return { created_at, file_id };
};

const isTime = (value: unknown): value is string =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);

const isId = (value: unknown): value is string => typeof value === "string" && UUID.test(value);

const parse = (cursor: string): unknown[] => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
};

const digest = (created_at: string, file_id: string, { owner, status, name }: ListScope): string =>
  createHash("sha256")
    .update(JSON.stringify([owner, status ?? null, name ?? null, created_at, file_id]))
    .digest("base64url")
    .slice(0, 22);
