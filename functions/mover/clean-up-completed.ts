import { type FileRecord, unquoted } from "@malote/core";
import type { Arrival } from "./arrival.ts";
import type { Outcome } from "./ports.ts";
import { type RemovePorts, removeLatePost, removeSource } from "./remove-source.ts";

/** Deletes bytes that arrived after the file was completed. dest/ stays as it is. A duplicate message has no effect. */
export const cleanUpCompleted = async (
  ports: RemovePorts,
  arrival: Arrival,
  file: FileRecord,
): Promise<Outcome> => {
  if (isLatePost(arrival, file)) {
    await removeLatePost(ports, file);
    return "late-post-removed";
  }
  // An earlier delivery of this message may have been cut off between `completed` and the delete.
  if (arrival.receive_count > 1 && file.source_etag) await removeSource(ports, file, file.source_etag);
  return "already-completed";
};

/** Other bytes than those that were moved, or the same bytes in a later write. S3's sequencer grows with each write of a key. */
const isLatePost = ({ event }: Arrival, file: FileRecord): boolean => {
  if (!event) return false;
  if (file.source_etag === undefined || event.etag !== unquoted(file.source_etag)) return true;
  return (
    file.sequencer !== undefined && event.sequencer !== undefined && isLater(event.sequencer, file.sequencer)
  );
};

/** Hexadecimal numbers of different lengths: S3 documents that the shorter one is padded on its left. */
const isLater = (a: string, b: string): boolean => {
  const width = Math.max(a.length, b.length);
  return a.padStart(width, "0") > b.padStart(width, "0");
};
