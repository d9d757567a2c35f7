import { Forbidden } from "./errors.ts";
import type { FileRecord } from "./file.ts";

/** The caller: the token's `sub` and its Cognito groups. */
export type Caller = { sub: string; groups: readonly string[] };

/** Whether the caller owns the file. For every other caller it does not exist. */
export const owns = (caller: Caller, file: FileRecord | undefined): file is FileRecord =>
  file !== undefined && file.status !== "deleted" && file.owner === caller.sub;

/**
 * Whether the caller may confirm the file and read its status: the owner, and the relay that uploads it. A relay that
 * left the group has no rights on the files that it uploaded.
 */
export const mayTrack = (caller: Caller, file: FileRecord | undefined): file is FileRecord =>
  file !== undefined && file.status !== "deleted" && (file.owner === caller.sub || uploads(caller, file));

/** Whether the caller is the relay that uploads the file on behalf of its owner. */
const uploads = (caller: Caller, file: FileRecord): boolean =>
  file.uploaded_by === caller.sub && caller.groups.includes("relays");

/** The actor of the table of transitions that a caller of mayTrack is. */
export const trackerOf = (caller: Caller, file: FileRecord): "owner" | "relay" =>
  file.owner === caller.sub ? "owner" : "relay";

/**
 * The actor that deletes the file: the owner, an operator, or the relay that uploads it, as long as nothing is confirmed.
 * Undefined for a caller who may not.
 */
export const removerOf = (
  caller: Caller,
  file: FileRecord | undefined,
): "owner" | "operator" | "relay" | undefined => {
  if (file === undefined || file.status === "deleted") return undefined;
  const isOperator = caller.groups.includes("operators");
  // The owner may not delete a quarantined file, but an operator may, also if the file is the operator's own.
  if (file.owner === caller.sub) return isOperator && file.status === "quarantined" ? "operator" : "owner";
  if (isOperator) return "operator";
  return file.status === "pending" && uploads(caller, file) ? "relay" : undefined;
};

/** @throws Forbidden (403) unless the caller is an operator. */
export const requireOperator = (caller: Caller): void => {
  if (!caller.groups.includes("operators"))
    throw new Forbidden("Only members of the group operators may do this; ask an administrator to add you.");
};

/** @throws Forbidden (403) unless the caller is a relay. */
export const requireRelay = (
  caller: Caller,
  otherwise = "Only members of the group relays may upload on behalf of others; leave on_behalf_of out.",
): void => {
  if (!caller.groups.includes("relays")) throw new Forbidden(otherwise);
};
