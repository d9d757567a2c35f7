import type { FileRecord, Written } from "@malote/core";
import type { MoverPorts } from "./ports.ts";

/**
 * Writes what comes of our claim: `next` of the record as it stands. A reconciler whose clock is ahead takes
 * the lease for over and puts off its next look at the file; that is a version more, but nobody else's claim,
 * and does not cost us the file.
 */
export const saveClaimed = async (
  { files }: Pick<MoverPorts, "files">,
  file: FileRecord,
  next: (file: FileRecord) => FileRecord,
): Promise<Written> => {
  const written = await files.save(file, next(file));
  if (written.ok || !isSameClaim(file, written.current)) return written;
  return files.save(written.current, next(written.current));
};

/** Another delivery of our own message claims under the same name, but not for the same attempt. */
const isSameClaim = (file: FileRecord, current: FileRecord | undefined): current is FileRecord =>
  current?.status === "processing" &&
  current.lease_owner === file.lease_owner &&
  current.lease_until === file.lease_until &&
  current.attempts === file.attempts;
