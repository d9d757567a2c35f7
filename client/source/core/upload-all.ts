import type { Malote } from "../types/connection.ts";
import type { Source } from "../types/source.ts";
import type { UploadOptions, UploadSource, UploadTask } from "../types/upload.ts";
import type {
  UploadAllOptions,
  UploadAllProgress,
  UploadAllTask,
  UploadItem,
  UploadOutcome,
} from "../types/upload-all.ts";
import { inTurn } from "../utils/in-turn.ts";
import { linked } from "../utils/linked.ts";
import { checkOptions } from "../utils/options.ts";
import { unharmed } from "../utils/unharmed.ts";
import { unlessAborted } from "../utils/unless-aborted.ts";
import { announceMany } from "./announce-many.ts";
import { internalsOf } from "./internals.ts";
import { openSource } from "./open-source.ts";
import { transfer } from "./transfer.ts";
import { checkUploadOptions, startUpload, type Transfer } from "./upload.ts";

const OPTIONS = [
  "path",
  "tags",
  "onBehalfOf",
  "signal",
  "onAbort",
  "store",
  "multipartFrom",
  "hedging",
  "confirm",
  "onProgress",
  "onFile",
] as const satisfies (keyof UploadAllOptions)[];
const ITEM_OPTIONS = ["source", "name", "type", "size", "path", "tags", "idempotencyKey"];

/** Files under way at once: as many as one batch announces, beside those that are sent. Few are open at a time. */
const LANES = 64;
/** Files of this size use all connections by themselves. In bytes. */
const LARGE = 8 * 1024 * 1024;
/** Large files under way at once. With more, signed parts would wait for a connection until their signatures expire. */
const LARGE_LANES = 2;
/** Milliseconds between two reports. */
const PERIOD = 100;

/**
 * Uploads any number of files: announced in batches, sent over the connections that all uploads share. One file that fails
 * changes nothing for the others, so the promise never rejects.
 *
 * ```ts
 * const outcomes = await uploadAll(malote, input.files);
 * ```
 */
export const uploadAll = (
  malote: Malote,
  files: Iterable<UploadItem>,
  options: UploadAllOptions = {},
): UploadAllTask =>
  uploadEach(malote, files, options, (source: UploadSource, own) => async () => openSource(source, own));

/** `uploadAll` with a platform's way to open a source. */
export const uploadEach = <S>(
  malote: Malote,
  files: Iterable<UploadItem<S>>,
  options: UploadAllOptions,
  open: (source: S, options: UploadOptions) => () => Promise<Source>,
): UploadAllTask => {
  const { onProgress, onFile, ...common } = options;
  checkOptions("uploadAll", options, OPTIONS);
  checkUploadOptions("uploadAll", common, OPTIONS);
  const internals = internalsOf(malote);
  const items = [...files].map((item) => itemOf<S>(item));
  const outcomes: UploadOutcome[] = [];
  const running = new Set<UploadTask>();
  const report = reporter(items.length, onProgress);
  const large = inTurn(LARGE_LANES);
  let paused = false;
  const { controller, signal, unlink } = linked(options.signal);

  let batches: ReturnType<typeof announceMany> | undefined;
  const send: Transfer = async (job) => {
    const { features, max_batch = 50 } = await unlessAborted(internals.describe(), job.control.signal);
    if (!features?.includes("uploads")) return transfer(job);
    batches ??= announceMany(internals, max_batch, signal);
    const announced = batches;
    const { size = Number.POSITIVE_INFINITY } = job.source;
    const send = () => transfer(job, announced(job));
    return size < (options.multipartFrom ?? LARGE) ? send() : large(send);
  };

  const lane = async (queue: Iterator<[number, { source: S; own: UploadOptions }]>): Promise<void> => {
    for (let step = queue.next(); !step.done; step = queue.next()) {
      const [index, { source, own }] = step.value;
      const mine: UploadOptions = { confirm: false, ...common, ...own, signal, onProgress: report.of(index) };
      const outcome = await settle(() => {
        const task = startUpload(internals, open(source, mine), mine, { send });
        if (paused) task.pause();
        running.add(task);
        return task.finally(() => running.delete(task));
      });
      outcomes[index] = outcome;
      report.ended(outcome);
      onFile && unharmed(() => onFile(outcome, index));
    }
  };

  const queue = items.entries();
  const all = Promise.all(Array.from({ length: Math.min(LANES, items.length) }, () => lane(queue))).then(
    () => {
      unlink();
      report.end();
      return outcomes;
    },
  );
  return Object.assign(all, {
    pause: () => {
      paused = true;
      for (const task of running) task.pause();
    },
    resume: () => {
      paused = false;
      for (const task of running) task.resume();
    },
    abort: () => controller.abort(),
  });
};

const itemOf = <S>(item: UploadItem<S>): { source: S; own: UploadOptions } => {
  if (typeof item !== "object" || item === null || !("source" in item)) return { source: item as S, own: {} };
  checkOptions("A file of uploadAll", item, ITEM_OPTIONS);
  const { source, ...own } = item;
  checkUploadOptions("A file of uploadAll", own, ITEM_OPTIONS);
  return { source, own };
};

const settle = async <T>(run: () => Promise<T>): Promise<PromiseSettledResult<T>> => {
  try {
    return { status: "fulfilled", value: await run() };
  } catch (reason) {
    return { status: "rejected", reason };
  }
};

const reporter = (totalFiles: number, onProgress?: (progress: UploadAllProgress) => void) => {
  const bytes: number[] = [];
  const totals: number[] = [];
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + (one ?? 0), 0);
  let files = 0;
  let last = Number.NEGATIVE_INFINITY;
  const report = (always: boolean) => {
    const now = performance.now();
    if (!onProgress || (!always && now - last < PERIOD)) return;
    last = now;
    unharmed(() => onProgress({ bytes: sum(bytes), totalBytes: sum(totals), files, totalFiles }));
  };
  return {
    of:
      (index: number): NonNullable<UploadOptions["onProgress"]> =>
      (progress) => {
        bytes[index] = progress.bytes;
        totals[index] = progress.totalBytes ?? progress.bytes;
        report(false);
      },
    ended: ({ status }: UploadOutcome) => {
      if (status === "fulfilled") files++;
      report(false);
    },
    end: () => report(true),
  };
};
