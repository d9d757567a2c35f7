import { deleteBytes, type FileRecord, isLeftToMover } from "@malote/core";
import type { Arrival } from "./arrival.ts";
import type { Bucket, Outcome } from "./ports.ts";

type CleanUpPorts = Bucket<"abortUpload" | "delete">;

/** Deletes bytes that arrived for a tombstone, unless another mover still holds the file: that mover deletes them. */
export const cleanUpDeleted = async (
  { storage }: CleanUpPorts,
  arrival: Arrival,
  tombstone: FileRecord,
  at: string,
): Promise<Outcome> => {
  if (!isLeftToMover(tombstone, at, arrival.message_id)) await deleteBytes(storage, tombstone);
  return "deleted";
};

/**
 * The end of a mover whose write was refused. If the file was deleted meanwhile, the mover deletes its bytes.
 * Otherwise another writer has the file, and this mover touches nothing.
 */
export const afterLostClaim = async (
  { storage }: CleanUpPorts,
  current: FileRecord | undefined,
): Promise<Outcome> => {
  if (current?.status !== "deleted") return "superseded";
  await deleteBytes(storage, current);
  return "deleted";
};
