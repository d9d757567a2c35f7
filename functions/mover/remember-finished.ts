import type { Clock, FileRecord } from "@malote/core";
import type { MoverPorts } from "./ports.ts";

/** Long enough for hundreds of events of one file, short enough for a table that is restored. */
const KEPT_MS = 60_000;
/** Some MB of records. */
const MOST_FILES = 1000;

/**
 * The same table, whose claims of finished files make no call: the claim is refused with the record that an earlier call
 * of this process returned. A refused claim costs as much write capacity as a write, and all claims of one file share the
 * 1,000 units a second of one item.
 * It is for S3's events only. The memory may be out of date, and events are still handled correctly (see isFinal).
 */
export const rememberFinished = (files: MoverPorts["files"], clock: Clock): MoverPorts["files"] => {
  const known = new Map<string, { file: FileRecord; since: number }>();

  const remember = (file: FileRecord | undefined): void => {
    if (!file || !isFinal(file)) return;
    known.delete(file.file_id);
    known.set(file.file_id, { file, since: clock().getTime() });
    for (const oldest of known.keys()) {
      if (known.size <= MOST_FILES) return;
      known.delete(oldest);
    }
  };

  return {
    async claim(claim) {
      const kept = known.get(claim.file_id);
      if (kept && clock().getTime() - kept.since < KEPT_MS) return { ok: false, current: kept.file };
      const written = await files.claim(claim);
      if (!written.ok) remember(written.current);
      return written;
    },

    async save(before, after) {
      const written = await files.save(before, after);
      remember(written.ok ? written.file : written.current);
      return written;
    },
  };
};

/**
 * Whether the mover handles every later event of this file in the same way, whatever happens to the record. `deleted` is the
 * end. Only `quarantined` and `deleted` follow `completed`, and late bytes are deleted in all three. With the sequencer of the
 * moved bytes, every later write is recognised.
 */
const isFinal = ({ status, sequencer }: FileRecord): boolean =>
  status === "deleted" || (status === "completed" && sequencer !== undefined);
