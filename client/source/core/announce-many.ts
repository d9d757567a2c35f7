import { ServiceError } from "../errors/service-error.ts";
import type { Checksum, Problem } from "../types/service.ts";
import { randomKey } from "../utils/random-key.ts";
import { type Announced, announce, announcement } from "./announce.ts";
import { call } from "./call.ts";
import type { Internals } from "./internals.ts";
import type { Job } from "./job.ts";

type Entry = { index: number } & (Announced | { problem: Partial<Problem> });

/** Milliseconds that a batch waits for more files. */
const GATHER = 5;
/** Batches under way at once. */
const AT_ONCE = 2;

/**
 * Announces files in batches, with POST /uploads. A batch keeps its files and its idempotency key: if its response is lost,
 * or a form has expired, the same request again returns the same files.
 */
export const announceMany = (malote: Internals, most: number, signal: AbortSignal) => {
  let next: Batch | undefined;
  let busy = 0;
  const queue: Batch[] = [];

  const run = () => {
    while (busy < AT_ONCE && queue.length > 0) {
      const batch = queue.shift();
      if (batch === next) next = undefined;
      busy++;
      batch?.start().finally(() => {
        busy--;
        run();
      });
    }
  };

  return (job: Job): ((checksum: Checksum) => Promise<Announced>) => {
    const { key } = job;
    let place: { batch: Batch; index: number } | undefined;
    return async (checksum) => {
      // After the key was replaced, the file stands for itself.
      if (job.key !== key || job.options.idempotencyKey) return announce(job, { checksum });
      if (!place) {
        if (!next || next.entries.length >= most) {
          next = new Batch(malote, signal);
          queue.push(next);
          setTimeout(run, GATHER);
        }
        const batch = next;
        const mine = { batch, index: batch.entries.length };
        place = mine;
        batch.entries.push(announcement(job.source, job.options, { checksum }));
        // An abort ends the request of the batch, and with it each of its files.
        return batch.first.then((left) => {
          if (left)
            job.ask = (end, retries) => {
              batch.renew(end, retries);
              return take(job, mine);
            };
          return take(job, mine);
        });
      }
      place.batch.renew();
      return take(job, place);
    };
  };
};

const take = async (job: Job, { batch, index }: { batch: Batch; index: number }): Promise<Announced> => {
  const entry = (await batch.response).find((one) => one.index === index);
  if (!entry) throw new ServiceError("POST /uploads", 502, { detail: "The response leaves a file out." });
  if ("problem" in entry) throw new ServiceError("POST /uploads", entry.problem.status ?? 400, entry.problem);
  job.file_id = entry.file_id;
  return entry;
};

class Batch {
  readonly entries: object[] = [];
  readonly #malote: Internals;
  readonly #key = randomKey();
  #begin: (left?: boolean) => void = () => {};
  /** Resolves when the batch leaves for the first time (true), or could not leave. */
  readonly first = new Promise<boolean | undefined>((resolve) => {
    this.#begin = resolve;
  });
  response: Promise<Entry[]> = Promise.resolve([]);
  #sending = false;

  readonly #signal: AbortSignal;

  constructor(malote: Internals, signal: AbortSignal) {
    this.#malote = malote;
    this.#signal = signal;
  }

  /** Sends the batch for the first time. Never rejects: each file reads the response for itself. */
  async start(): Promise<void> {
    this.renew();
    await this.response.catch(() => {});
    this.#begin();
  }

  /** Sends the batch again, unless that is under way. */
  renew(signal = this.#signal, retries = this.#malote.retries): void {
    if (this.#sending) return;
    this.#sending = true;
    this.response = call<{ files: Entry[] }>(this.#malote, {
      route: "POST /uploads",
      body: { files: this.entries },
      headers: { "Idempotency-Key": this.#key },
      signal,
      retries,
      onSent: () => this.#begin(true),
    })
      .then(({ body }) => body.files)
      .finally(() => {
        this.#sending = false;
      });
    this.response.catch(() => {});
  }
}
