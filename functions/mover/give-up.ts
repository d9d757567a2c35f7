import { advance, type FileRecord, NOT_MOVED, type Written } from "@malote/core";
import { afterLosing } from "./after-deletion.ts";
import type { Arrival } from "./arrival.ts";
import { abandonCopy } from "./copy-progress.ts";
import { ComeBack, causeOf, FinalFault, GotFurther, OutOfTime } from "./faults.ts";
import type { MoverPorts, Outcome } from "./ports.ts";
import { saveClaimed } from "./save-claimed.ts";

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
 * dead-letter queue. A move that got further is no failed attempt: the count begins anew, and where
 * time ran out, or the message is out of deliveries, another message goes on.
 * All of it is fenced on the version of our claim: whoever came after us is not disturbed.
 */
export const giveUp = async (
  ports: MoverPorts,
  arrival: Arrival,
  file: FileRecord,
  thrown: unknown,
): Promise<Outcome> => {
  if (thrown instanceof FinalFault) {
    const written = await recordError(ports, arrival, file, thrown);
    return written.ok ? "refused" : afterLosing(ports, written.current);
  }
  const progress = thrown instanceof GotFurther;
  const fault = progress ? thrown.cause : thrown;
  const lastDelivery = arrival.receive_count >= ports.maxAttempts;
  if (!progress && (file.attempts >= ports.maxAttempts || lastDelivery)) {
    const written = await recordError(ports, arrival, file, outOfAttempts(fault));
    // Done by others meanwhile: nothing is left for a dead letter to bring home.
    if (!written.ok && isDone(written.current)) return afterLosing(ports, written.current);
    throw new ComeBack(1, fault);
  }
  const set = progress ? { attempts: 0 } : {};
  const at = ports.clock().toISOString();
  const released = await saveClaimed(ports, file, (from) =>
    advance(from, { to: "uploaded", by: "mover", at, set }),
  );
  if (!released.ok) {
    // Still ours: a write whose answer was lost. The next delivery takes its own lease again.
    if (holds(arrival, released.current)) throw new ComeBack(delayAfter(arrival.receive_count), fault);
    return afterLosing(ports, released.current);
  }
  if (progress && (fault instanceof OutOfTime || lastDelivery)) return handOn(ports, file);
  throw new ComeBack(delayAfter(arrival.receive_count), fault);
};

/** Released before it is sent: a message that finds a lease steps back, and none would be left. */
const handOn = async ({ queue }: MoverPorts, file: FileRecord): Promise<Outcome> => {
  const { key_path, file_id, dest_path } = file;
  await queue.send({ key_path, file_id, dest_path });
  return "continued";
};

const holds = ({ message_id }: Arrival, current: FileRecord | undefined): boolean =>
  current?.status === "processing" && current.lease_owner === message_id;

const outOfAttempts = (thrown: unknown): FinalFault =>
  new FinalFault(NOT_MOVED.error_code, NOT_MOVED.details, {
    cause: causeOf(thrown),
    retryable: true,
  });

const isDone = (current: FileRecord | undefined): boolean =>
  current?.status === "completed" || current?.status === "deleted";

/**
 * The message stays in the record as lease_owner: its next delivery is not a retry of ours. A copy under way
 * is aborted once the write was ours: before it, the copy may be another mover's by now. Its id stays in the
 * record, so that whoever comes next finds it where the abort failed.
 */
const recordError = async (
  ports: MoverPorts,
  arrival: Arrival,
  file: FileRecord,
  fault: FinalFault,
): Promise<Written> => {
  const at = ports.clock().toISOString();
  const written = await saveClaimed(ports, file, (from) =>
    advance(from, {
      to: "error",
      by: "mover",
      at,
      details: fault.message,
      set: {
        error_code: fault.code,
        retryable: fault.retryable,
        cause: String(fault.cause),
        lease_owner: arrival.message_id,
      },
    }),
  );
  if (written.ok) await abandonCopy(ports, written.file);
  return written;
};
