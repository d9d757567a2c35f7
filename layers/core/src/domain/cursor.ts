import { createHash } from "node:crypto";
import { InvalidRequest } from "./errors.ts";
import { UUID } from "./keys.ts";
import { isPathKeyUnder, printPathKey, readPathKey } from "./path.ts";

/** The last file of a page of a user's list: its place in the index `by-owner`, or in `by-path`. */
export type Position = { file_id: string } & ({ created_at: string } | { path_key: string });

/** The owner and the filters of a list. A cursor is valid for one list only, and so for one order only. */
export type ListScope = {
  owner: string;
  status?: string | undefined;
  name?: string | undefined;
  path?: string | undefined;
  tags?: readonly (readonly [key: string, value: string])[] | undefined;
};

/**
 * A position as an opaque text for the caller, which is valid only for the same list. It holds a digest of the scope, so
 * that the owner cannot be read from it.
 */
export const writeCursor = (position: Position, scope: ListScope): string => {
  const { file_id } = position;
  const place = "path_key" in position ? printPathKey(position.path_key) : position.created_at;
  return Buffer.from(JSON.stringify([place, file_id, digest(place, file_id, scope)])).toString("base64url");
};

/** @throws InvalidRequest (400) for a cursor that this list did not return */
export const readCursor = (cursor: string, scope: ListScope): Position => {
  const [place, file_id, seal] = parse(cursor);
  if (typeof place === "string" && isId(file_id) && seal === digest(place, file_id, scope)) {
    if (scope.path === undefined && isTime(place)) return { created_at: place, file_id };
    const path_key = readPathKey(place);
    if (scope.path !== undefined && isPathKeyUnder(path_key, scope.path)) return { path_key, file_id };
  }
  throw new InvalidRequest([
    {
      pointer: "#/cursor",
      detail: "cursor is not one of this list; start without, and use next_cursor as it is.",
    },
  ]);
};

const isTime = (value: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);

const isId = (value: unknown): value is string => typeof value === "string" && UUID.test(value);

const parse = (cursor: string): unknown[] => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
};

const digest = (
  place: string,
  file_id: string,
  { owner, status, name, path, tags = [] }: ListScope,
): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        ...[owner, status ?? null, name ?? null, place, file_id],
        ...(path === undefined && tags.length === 0 ? [] : [path ?? null, tags]),
      ]),
    )
    .digest("base64url")
    .slice(0, 22);
