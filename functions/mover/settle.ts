import {
  advance,
  type Checksums,
  type FileRecord,
  NO_COPY,
  unquoted,
  verifiedBy,
  type Written,
} from "@malote/core";
import type { Arrival } from "./arrival.ts";
import type { MoverPorts, Source } from "./ports.ts";
import { reclaim } from "./retry-from-error.ts";
import { type SavePorts, saveClaimed } from "./save-claimed.ts";

/**
 * Writes `completed`, when the bytes are in dest/. The write is refused when another mover claimed the file and
 * settles it, when an operator set another status, or when the file was deleted.
 */
export const settle = async (
  ports: SavePorts & Pick<MoverPorts, "clock">,
  arrival: Arrival,
  file: FileRecord,
  source: Source,
  checksums: Checksums,
): Promise<Written> => {
  const at = ports.clock().toISOString();
  const moved = arrival.event?.etag === unquoted(source.etag) ? arrival.event.sequencer : undefined;
  const set = {
    ...NO_COPY,
    upload_id: undefined,
    checksum_type: undefined,
    // Only a confirmation after an error compares it.
    confirmed_etag: undefined,
    source_etag: source.etag,
    sequencer: moved,
    verified: verifiedBy(file, checksums),
    served_type: source.type,
  };
  const completed = (from: FileRecord) => advance(from, { to: "completed", by: "mover", at, set });

  const written = await saveClaimed(ports, file, completed);
  if (written.ok || !wasGivenUp(written.current, arrival)) return written;
  const lease = { lease_owner: arrival.message_id, lease_until: at };
  return ports.files.save(written.current, completed(reclaim(written.current, lease, at)));
};

/** The reconciler took this mover for dead at the last attempt, and wrote `error`. */
const wasGivenUp = (current: FileRecord | undefined, { message_id }: Arrival): current is FileRecord =>
  current?.status === "error" && current.retryable === true && current.lease_owner === message_id;
