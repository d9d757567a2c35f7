import { advance, type FileRecord, type Written } from "@malote/core";
import { delayAfter } from "@malote/core/queue";
import type { Arrival } from "./arrival.ts";
import { afterLostClaim } from "./clean-up-deleted.ts";
import { ClaimLost, FinalFault, MadeProgress, OutOfTime, RetryLater } from "./faults.ts";
import { type GiveUpPorts, giveUp } from "./give-up.ts";
import type { MoverPorts, Outcome } from "./ports.ts";
import { recordError } from "./record-error.ts";
import { saveClaimed } from "./save-claimed.ts";

export type EndPorts = GiveUpPorts & Pick<MoverPorts, "queue">;

/**
 * Ends an attempt that did not complete the file. Each write is fenced on the version of the claim, so that a later
 * mover is not disturbed.
 *
 * | thrown | effect |
 * |---|---|
 * | ClaimLost | the bytes of a file that was deleted meanwhile are deleted |
 * | FinalFault | `error`; the message is acknowledged |
 * | MadeProgress | `uploaded`, attempts at 0; another message continues, or this one is retried |
 * | anything else | `uploaded`, and the message is retried; at the last attempt the file is given up |
 * @throws RetryLater
 */
export const endAttempt = async (
  ports: EndPorts,
  arrival: Arrival,
  file: FileRecord,
  thrown: unknown,
): Promise<Outcome> => {
  if (thrown instanceof ClaimLost) return afterLostClaim(ports, thrown.current);
  if (thrown instanceof FinalFault) return refuse(ports, arrival, file, thrown);
  if (thrown instanceof MadeProgress) return continueMove(ports, arrival, file, thrown.cause);
  if (file.attempts >= ports.maxAttempts || isLastDelivery(ports, arrival))
    return giveUp(ports, arrival, file, thrown);
  return retry(ports, arrival, file, thrown);
};

const isLastDelivery = ({ maxAttempts }: Pick<EndPorts, "maxAttempts">, { receive_count }: Arrival) =>
  receive_count >= maxAttempts;

const refuse = async (
  ports: EndPorts,
  arrival: Arrival,
  file: FileRecord,
  fault: FinalFault,
): Promise<Outcome> => {
  const written = await recordError(ports, arrival, file, fault);
  return written.ok ? "refused" : afterLostClaim(ports, written.current);
};

const retry = async (
  ports: EndPorts,
  arrival: Arrival,
  file: FileRecord,
  fault: unknown,
): Promise<Outcome> => {
  const released = await release(ports, file, {});
  if (released.ok || holds(arrival, released.current)) throw retryOf(arrival, fault);
  return afterLostClaim(ports, released.current);
};

/**
 * Another message continues when time ran out, or when this one has no delivery left. The lease is released
 * before that message is sent: a message that finds a live lease is acknowledged, and none would be left.
 */
const continueMove = async (
  ports: EndPorts,
  arrival: Arrival,
  file: FileRecord,
  fault: unknown,
): Promise<Outcome> => {
  const released = await release(ports, file, { attempts: 0 });
  if (!released.ok && !holds(arrival, released.current)) return afterLostClaim(ports, released.current);
  const needsAnother = fault instanceof OutOfTime || isLastDelivery(ports, arrival);
  if (!released.ok || !needsAnother) throw retryOf(arrival, fault);
  await ports.queue.send(file);
  return "continued";
};

const release = (ports: EndPorts, file: FileRecord, set: { attempts?: number }): Promise<Written> => {
  const at = ports.clock().toISOString();
  return saveClaimed(ports, file, (from) => advance(from, { to: "uploaded", by: "mover", at, set }));
};

/** The release was written and its response was lost. The next delivery takes its own lease again. */
const holds = ({ message_id }: Arrival, current: FileRecord | undefined): boolean =>
  current?.status === "processing" && current.lease_owner === message_id;

const retryOf = ({ receive_count }: Arrival, fault: unknown): RetryLater =>
  new RetryLater(delayAfter(receive_count), fault);
