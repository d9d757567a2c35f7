import { advance, type FileRecord, type Written } from "@malote/core";
import type { Arrival } from "./arrival.ts";
import { type AbandonPorts, abandonCopy } from "./copy/abandon-copy.ts";
import type { FinalFault } from "./faults.ts";
import type { MoverPorts } from "./ports.ts";
import { type SavePorts, saveClaimed } from "./save-claimed.ts";

export type RecordErrorPorts = SavePorts & AbandonPorts & Pick<MoverPorts, "clock">;

/**
 * Writes `error` on the version of the claim. The record keeps the message as lease_owner, so that the next delivery
 * of that message begins no new series of attempts.
 * A copy in parts is aborted only after this write: before it, the copy may belong to another mover. Its id stays
 * in the record, so that a retry or a delete finds it when the abort failed.
 */
export const recordError = async (
  ports: RecordErrorPorts,
  arrival: Arrival,
  file: FileRecord,
  fault: FinalFault,
): Promise<Written> => {
  const at = ports.clock().toISOString();
  const set = {
    error_code: fault.code,
    retryable: fault.retryable,
    cause: String(fault.cause),
    lease_owner: arrival.message_id,
  };
  const written = await saveClaimed(ports, file, (from) =>
    advance(from, { to: "error", by: "mover", at, details: fault.message, set }),
  );
  if (written.ok) await abandonCopy(ports, written.file);
  return written;
};
