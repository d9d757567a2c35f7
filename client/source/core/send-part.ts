import type { PartUrl } from "../types/wire.ts";
import { linked } from "../utils/linked.ts";
import type { Hedging, Running } from "./hedging.ts";
import type { Job } from "./job.ts";
import type { Part } from "./part-urls.ts";
import { sendBody } from "./send-body.ts";
import { faultOf, isUsable } from "./signature.ts";
import { bodyOf } from "./slices.ts";

/**
 * Sends one part until S3 has it: again after retryable errors, with a new signature when the URL has expired, and on a
 * second connection when it is slow.
 */
export const sendPart = (
  job: Job,
  part: Part,
  hedges: Hedging,
  sign: (part: Part) => Promise<void>,
): Promise<void> =>
  job.control.retrying(job.malote, async (signal) => {
    try {
      await onFirstConnection(job, part, hedges, sign, signal);
    } catch (error) {
      throw await faultOf(job, part, signal, error);
    }
  });

/** Sends the part on one connection, and on a second one if `hedges` wants it. The first response wins. */
const onFirstConnection = async (
  { malote, progress }: Job,
  part: Part,
  hedges: Hedging,
  sign: (part: Part) => Promise<void>,
  outer: AbortSignal,
): Promise<void> => {
  const { size } = part.slice;
  const { controller, signal, unlink } = linked(outer);
  const entry: Running = { size, since: 0, sent: 0, hedged: false, again: () => {} };
  const count = (bytes: number) => {
    progress.add(bytes - entry.sent);
    entry.sent = bytes;
  };
  // Only a part that has a connection can be slow.
  const prepare = async () => {
    if (!isUsable(part)) await sign(part);
    entry.since ||= performance.now();
    hedges.running.add(entry);
    const { url, headers } = part.signed as PartUrl;
    return { method: "PUT" as const, url, headers, body: bodyOf(part.slice) };
  };
  try {
    await new Promise<void>((resolve, reject) => {
      let attempts = 0;
      let arrived = false;
      entry.again = async () => {
        const isHedge = attempts++ > 0;
        let own = 0;
        let fault: unknown;
        try {
          await sendBody(
            malote,
            signal,
            (bytes) => {
              own = bytes;
              if (bytes > entry.sent) count(bytes);
            },
            prepare,
          );
          arrived = true;
          // The loser must not reach S3 after the upload is completed, so its end is awaited, too.
          controller.abort();
        } catch (error) {
          fault = error;
          if (isHedge) hedges.refund(size - own);
        }
        if (--attempts > 0) return;
        if (arrived) resolve();
        else reject(fault);
      };
      entry.again();
    });
    hedges.arrived(performance.now() - entry.since);
    count(size);
  } catch (error) {
    count(0);
    throw error;
  } finally {
    unlink();
    hedges.running.delete(entry);
  }
};
