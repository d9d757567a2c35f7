import { advance, type FileRecord, NO_COPY, type Written } from "@malote/core";
import type { Arrival } from "./arrival.ts";
import type { MoverPorts } from "./ports.ts";
import { reclaim } from "./reclaim.ts";
import { saveClaimed } from "./save-claimed.ts";
import type { Source } from "./verify-bytes.ts";

/**
 * Writes `completed`, once the bytes are in dest/. Refused where another mover took the file over, which then
 * settles it, where an operator said otherwise, or where the file was deleted.
 */
export const settle = async (
  ports: MoverPorts,
  arrival: Arrival,
  file: FileRecord,
  source: Source,
): Promise<Written> => {
  const at = ports.clock().toISOString();
  const moved = arrival.event?.etag === source.etag.replaceAll('"', "") ? arrival.event.sequencer : undefined;
  const set = { ...NO_COPY, upload_id: undefined, source_etag: source.etag, sequencer: moved };
  const completed = (from: FileRecord) => advance(from, { to: "completed", by: "mover", at, set });

  const written = await saveClaimed(ports, file, completed);
  if (written.ok || !wasGivenUp(written.current, arrival)) return written;
  const lease = { lease_owner: arrival.message_id, lease_until: at };
  return ports.files.save(written.current, completed(reclaim(written.current, lease, at)));
};

/** Whoever wrote `error` took us for cut off, at our last attempt. We were not. */
const wasGivenUp = (current: FileRecord | undefined, { message_id }: Arrival): current is FileRecord =>
  current?.status === "error" && current.retryable === true && current.lease_owner === message_id;
