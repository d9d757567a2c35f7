import { type FileRecord, NOT_MOVED } from "@malote/core";
import { causeOf } from "@malote/core/copies";
import type { Arrival } from "./arrival.ts";
import { afterLostClaim } from "./clean-up-deleted.ts";
import { FinalFault, RetryLater } from "./faults.ts";
import type { Bucket, MoverPorts, Outcome } from "./ports.ts";
import { type RecordErrorPorts, recordError } from "./record-error.ts";

export type GiveUpPorts = RecordErrorPorts & Bucket<"delete"> & Pick<MoverPorts, "maxAttempts">;

/**
 * Writes `error`, retryable, for a file that is out of attempts, or whose message is out of deliveries. The message
 * then goes on to the dead-letter queue.
 * @throws RetryLater, unless the file was completed or deleted meanwhile
 */
export const giveUp = async (
  ports: GiveUpPorts,
  arrival: Arrival,
  file: FileRecord,
  thrown: unknown,
): Promise<Outcome> => {
  const { error_code, details } = NOT_MOVED;
  const fault = new FinalFault(error_code, details, { cause: causeOf(thrown), retryable: true });
  const written = await recordError(ports, arrival, file, fault);
  // Nothing is left for a dead letter to repair.
  if (!written.ok && isDone(written.current)) return afterLostClaim(ports, written.current);
  throw new RetryLater(1, thrown);
};

const isDone = (current: FileRecord | undefined): boolean =>
  current?.status === "completed" || current?.status === "deleted";
