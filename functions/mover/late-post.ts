import type { FileRecord } from "@malote/core";
import type { Arrival } from "./arrival.ts";
import type { MoverPorts, Outcome } from "./ports.ts";

/**
 * What is left to do for a file that is completed: nothing for a duplicate, and away with bytes
 * that came after. dest/ stays as it is.
 */
export const afterCompletion = async (
  ports: MoverPorts,
  arrival: Arrival,
  file: FileRecord,
): Promise<Outcome> => {
  if (isLatePost(arrival, file)) return removeLatePost(ports, file);
  // Our own second delivery: we were cut off, perhaps between `completed` and the delete.
  if (arrival.receive_count > 1 && file.source_etag) await removeSource(ports, file, file.source_etag);
  return "already-completed";
};

/** Deletes what was moved; what somebody put there in the meantime is a late POST. */
export const removeSource = async (ports: MoverPorts, file: FileRecord, etag: string): Promise<void> => {
  if (!(await ports.storage.deleteIfMatch(file.key_path, etag))) await removeLatePost(ports, file);
};

const removeLatePost = async (ports: MoverPorts, file: FileRecord): Promise<Outcome> => {
  const found = await ports.storage.head(file.key_path);
  if (found) await ports.storage.deleteIfMatch(file.key_path, found.etag);
  return "late-post-removed";
};

/** Other bytes than those that were moved, or the same bytes once more: S3's sequencer grows with each write of a key. */
const isLatePost = ({ event }: Arrival, file: FileRecord): boolean => {
  if (!event) return false;
  if (event.etag !== file.source_etag?.replaceAll('"', "")) return true;
  return (
    file.sequencer !== undefined && event.sequencer !== undefined && isLater(event.sequencer, file.sequencer)
  );
};

/** Hexadecimal, compared after padding the shorter one on its left, as S3 documents it. */
const isLater = (a: string, b: string): boolean => {
  const width = Math.max(a.length, b.length);
  return a.padStart(width, "0") > b.padStart(width, "0");
};
