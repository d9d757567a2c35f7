import { advance, type FileRecord, NOT_MOVED } from "@malote/core";
import { afterLosing } from "./after-deletion.ts";
import type { Arrival } from "./arrival.ts";
import { ComeBack, causeOf, FinalFault } from "./faults.ts";
import type { MoverPorts, Outcome } from "./ports.ts";

const FIRST_DELAY_SECONDS = 10;
const LONGEST_DELAY_SECONDS = 900;

/** Doubles with every delivery: 10, 20, 40 … 900 s. */
export const delayAfter = (receiveCount: number): number =>
  Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** Math.max(0, receiveCount - 1));

/**
 * The end of a try that failed; the one place that tells final faults from passing ones.
 * A final fault is written as `error`, and the message is done. Whatever else was thrown is tried
 * again: the lease is released and the message comes back, until the file is out of attempts or the
 * message out of deliveries; then it goes to `error`, retryable, and its message on to the
 * dead-letter queue.
 * All of it is fenced on the version of our claim: whoever came after us is not disturbed.
 */
export const giveUp = async (
  ports: MoverPorts,
  arrival: Arrival,
  file: FileRecord,
  thrown: unknown,
): Promise<Outcome> => {
  if (thrown instanceof FinalFault) return recordError(ports, arrival, file, thrown);
  if (file.attempts >= ports.maxAttempts || arrival.receive_count >= ports.maxAttempts) {
    await recordError(ports, arrival, file, outOfAttempts(thrown));
    throw new ComeBack(1, thrown);
  }
  const released = await ports.files.save(
    file,
    advance(file, { to: "uploaded", by: "mover", at: ports.clock().toISOString() }),
  );
  if (!released.ok) return afterLosing(ports, released.current);
  throw new ComeBack(delayAfter(arrival.receive_count), thrown);
};

const outOfAttempts = (thrown: unknown): FinalFault =>
  new FinalFault(NOT_MOVED.error_code, NOT_MOVED.details, {
    cause: causeOf(thrown),
    retryable: true,
  });

/** The message stays in the record as lease_owner: its next delivery is not a retry of ours. */
const recordError = async (
  ports: MoverPorts,
  arrival: Arrival,
  file: FileRecord,
  fault: FinalFault,
): Promise<Outcome> => {
  const written = await ports.files.save(
    file,
    advance(file, {
      to: "error",
      by: "mover",
      at: ports.clock().toISOString(),
      details: fault.message,
      set: {
        error_code: fault.code,
        retryable: fault.retryable,
        cause: String(fault.cause),
        lease_owner: arrival.message_id,
      },
    }),
  );
  return written.ok ? "refused" : afterLosing(ports, written.current);
};
