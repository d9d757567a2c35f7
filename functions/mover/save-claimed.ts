import type { FileRecord, Written } from "@malote/core";
import type { MoverPorts } from "./ports.ts";

export type SavePorts = { files: Pick<MoverPorts["files"], "save"> };

/**
 * Writes `next` of the record that this mover holds. A reconciler whose clock is ahead may postpone its next check of
 * the file meanwhile. That adds one to the version and changes no claim, so the write is made once more on top of it.
 */
export const saveClaimed = async (
  { files }: SavePorts,
  file: FileRecord,
  next: (file: FileRecord) => FileRecord,
): Promise<Written> => {
  const written = await files.save(file, next(file));
  if (written.ok || !isSameClaim(file, written.current)) return written;
  return files.save(written.current, next(written.current));
};

/** Another delivery of the same message claims with the same lease_owner, and with another attempt. */
const isSameClaim = (file: FileRecord, current: FileRecord | undefined): current is FileRecord =>
  current?.status === "processing" &&
  current.lease_owner === file.lease_owner &&
  current.lease_until === file.lease_until &&
  current.attempts === file.attempts;
