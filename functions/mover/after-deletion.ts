import { type FileRecord, uploadsOf } from "@malote/core";
import type { Arrival } from "./arrival.ts";
import type { MoverPorts, Outcome } from "./ports.ts";

/**
 * Bytes that came for a file that was deleted meanwhile: they go, unless a mover still holds the
 * file, which sweeps as it settles.
 */
export const afterDeletion = async (
  ports: MoverPorts,
  arrival: Arrival,
  tombstone: FileRecord,
  at: string,
): Promise<Outcome> => {
  const held = tombstone.lease_until !== undefined && tombstone.lease_until >= at;
  if (!held || tombstone.lease_owner === arrival.message_id) await sweep(ports, tombstone);
  return "deleted";
};

/** What a mover leaves behind that lost its file: nothing, where the file was deleted under its hands. */
export const afterLosing = async (ports: MoverPorts, current: FileRecord | undefined): Promise<Outcome> => {
  if (current?.status !== "deleted") return "superseded";
  await sweep(ports, current);
  return "deleted";
};

/** Both keys are this file's alone, and nobody is to have it any more. Uploads first: nothing comes of them then. */
const sweep = async ({ storage }: MoverPorts, file: FileRecord): Promise<void> => {
  await Promise.all(uploadsOf(file).map(({ key, upload_id }) => storage.abortUpload(key, upload_id)));
  await Promise.all([storage.delete(file.key_path), storage.delete(file.dest_path)]);
};
