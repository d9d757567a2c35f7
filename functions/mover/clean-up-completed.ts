import { type FileRecord, unquoted } from "@malote/core";
import type { Arrival } from "./arrival.ts";
import type { MoverPorts, Outcome } from "./ports.ts";
import { type RemovePorts, removedOrLeft, removeLatePost, removeSource } from "./remove-source.ts";
import { isLater } from "./sequencer.ts";

/** Deletes bytes that arrived after the file was completed. dest/ stays as it is. A duplicate message has no effect. */
export const cleanUpCompleted = async (
  ports: RemovePorts & Pick<MoverPorts, "maxAttempts">,
  arrival: Arrival,
  file: FileRecord,
): Promise<Outcome> => {
  if (isLatePost(arrival, file)) {
    const isRemoved = await removedOrLeft(ports, arrival, () => removeLatePost(ports, file));
    return isRemoved ? "late-post-removed" : "late-post-left";
  }
  const { source_etag: etag } = file;
  // An earlier delivery of this message may have been cut off between `completed` and the delete.
  if (arrival.receive_count > 1 && etag)
    await removedOrLeft(ports, arrival, () => removeSource(ports, file, etag));
  return "already-completed";
};

/** Other bytes than those that were moved, or the same bytes in a later write. S3's sequencer grows with each write of a key. */
const isLatePost = ({ event }: Arrival, file: FileRecord): boolean => {
  if (!event) return false;
  if (event.repeats || file.source_etag === undefined || event.etag !== unquoted(file.source_etag))
    return true;
  return (
    file.sequencer !== undefined && event.sequencer !== undefined && isLater(event.sequencer, file.sequencer)
  );
};
