import { MaloteError } from "../errors/malote-error.ts";
import { StorageError } from "../errors/storage-error.ts";
import type { Slice } from "../types/source.ts";
import { linked } from "../utils/linked.ts";
import type { Hedging, Running } from "./hedging.ts";
import type { Job } from "./job.ts";
import type { Part } from "./part-urls.ts";
import { requireReadable } from "./readable.ts";
import { sendBody } from "./send-body.ts";
import { requireSame } from "./send-single.ts";
import { bodyOf } from "./slices.ts";

/** Milliseconds. S3 refuses a younger signature for another reason than its age. */
const YOUNG = 10_000;

/**
 * Sends one part until S3 has it: again after retryable errors, with a new signature when the URL has expired, and on a
 * second connection when it is slow.
 */
export const sendPart = async (
  job: Job,
  part: Part,
  slice: Slice,
  hedges: Hedging,
  sign: (part: Part) => Promise<void>,
): Promise<void> => {
  let refused = false;
  await job.control.retrying(job.malote, async (signal) => {
    if (!part.signed || performance.now() >= part.signed.until) await sign(part);
    const { signed } = part;
    if (!signed) throw new MaloteError("unexpected-response", "POST /upload-parts left a part out.");
    try {
      await onFirstConnection(job, part, slice, hedges, signal);
    } catch (error) {
      if (!(error instanceof StorageError)) {
        if (!signal.aborted) await requireReadable(job.source, slice);
        throw error;
      }
      if (error.isDigest) await requireSame(job, slice, part.crc);
      if (!error.isSignature) throw error;
      part.signed = undefined;
      if (refused && performance.now() - signed.at < YOUNG) throw error;
      refused = true;
      throw new MaloteError("storage", error.message, { retryable: true, cause: error });
    }
  });
};

/** Sends the part on one connection, and on a second one if `hedges` wants it. The first response wins. */
const onFirstConnection = async (
  job: Job,
  part: Part,
  slice: Slice,
  hedges: Hedging,
  signal: AbortSignal,
): Promise<void> => {
  const entry: Running = {
    size: slice.size,
    since: performance.now(),
    sent: 0,
    hedged: false,
    again: () => {},
  };
  const count = (bytes: number) => {
    job.progress.add(bytes - entry.sent);
    entry.sent = bytes;
  };
  hedges.running.add(entry);
  try {
    await new Promise<void>((resolve, reject) => {
      const attempts = new Set<{ stop(): void; ended: Promise<unknown> }>();
      let arrived = false;
      entry.again = () => {
        const { controller, unlink } = linked(signal);
        const isHedge = attempts.size > 0;
        let own = 0;
        const sending = attempt(job, part, slice, controller.signal, (bytes) => {
          own = bytes;
          if (bytes > entry.sent) count(bytes);
        });
        const ended = sending
          .then(
            async () => {
              arrived = true;
              attempts.delete(self);
              for (const { stop } of attempts) stop();
              // The loser must not reach S3 after the upload is completed.
              await Promise.all([...attempts].map(({ ended: other }) => other));
              resolve();
            },
            (error: unknown) => {
              attempts.delete(self);
              if (isHedge) hedges.refund(slice.size - own);
              if (attempts.size === 0 && !arrived) reject(error);
            },
          )
          .finally(unlink);
        const self = { stop: () => controller.abort(), ended };
        attempts.add(self);
      };
      entry.again();
    });
    hedges.arrived(performance.now() - entry.since);
    count(slice.size);
  } catch (error) {
    count(0);
    throw error;
  } finally {
    hedges.running.delete(entry);
  }
};

const attempt = (
  { malote }: Job,
  { signed }: Part,
  slice: Slice,
  signal: AbortSignal,
  onSent: (bytes: number) => void,
): Promise<void> =>
  sendBody(malote, {
    method: "PUT",
    url: signed?.url.url ?? "",
    headers: signed?.url.headers ?? {},
    body: bodyOf(slice),
    signal,
    onSent,
  });
