import { Aborted } from "../errors/aborted.ts";
import { MaloteError } from "../errors/malote-error.ts";
import type { Malote } from "../types/connection.ts";
import type { Source } from "../types/source.ts";
import type { UploadedFile, UploadOptions, UploadSource, UploadTask } from "../types/upload.ts";
import { linked } from "../utils/linked.ts";
import { checkNumber, checkOptions } from "../utils/options.ts";
import { randomKey } from "../utils/random-key.ts";
import { Control } from "./control.ts";
import { type Internals, internalsOf } from "./internals.ts";
import type { Job } from "./job.ts";
import { forget } from "./memory.ts";
import { openSource } from "./open-source.ts";
import { Progress } from "./progress.ts";
import { removeFile } from "./remove.ts";
import type { Sent } from "./send-single.ts";
import { transfer } from "./transfer.ts";

export const UPLOAD_OPTIONS = [
  "name",
  "type",
  "size",
  "path",
  "tags",
  "onBehalfOf",
  "idempotencyKey",
  "signal",
  "onAbort",
  "onProgress",
  "store",
  "multipartFrom",
  "hedging",
  "confirm",
] as const satisfies (keyof UploadOptions)[];

/**
 * Uploads one file and confirms it. Resolves when the service has accepted the file; `waitFor` follows it from there.
 *
 * ```ts
 * const { file_id } = await upload(malote, input.files[0], { onProgress: ({ bytes }) => { bar.value = bytes; } });
 * ```
 * @throws TypeError at once for a misspelt option or something that cannot be uploaded
 */
export const upload = (malote: Malote, source: UploadSource, options: UploadOptions = {}): UploadTask => {
  checkUploadOptions("upload", options, UPLOAD_OPTIONS);
  const opened = openSource(source, options);
  return startUpload(internalsOf(malote), async () => opened, options);
};

export const checkUploadOptions = (
  caller: string,
  options: UploadOptions,
  names: readonly string[],
): void => {
  checkOptions(caller, options, names);
  checkNumber("hedging", options.hedging ?? 0, 0, 1);
  checkNumber("multipartFrom", options.multipartFrom ?? 0, 0);
  const { idempotencyKey, onAbort = "keep", store } = options;
  if (store && ![store.get, store.set, store.delete].every((one) => typeof one === "function")) {
    throw new TypeError("store must have get, set and delete.");
  }
  if (idempotencyKey !== undefined && !/^[!-~]{1,255}$/.test(idempotencyKey)) {
    throw new TypeError("idempotencyKey must have 1 to 255 visible ASCII characters.");
  }
  if (onAbort !== "remove" && onAbort !== "keep") throw new TypeError('onAbort must be "remove" or "keep".');
};

/** How the bytes of a job are sent. uploadAll announces its files in batches, and sends them in the same way. */
export type Transfer = (job: Job) => Promise<Sent>;

export const startUpload = (
  malote: Internals,
  open: () => Promise<Source>,
  options: UploadOptions,
  { send = transfer, ...limits }: { maxSize?: number; connections?: number; send?: Transfer } = {},
): UploadTask => {
  const control = new Control(options.signal);
  let job: Job | undefined;
  const run = async (): Promise<UploadedFile> => {
    try {
      const source = await open();
      const progress = new Progress(options.onProgress);
      progress.totalBytes = source.size;
      const key = options.idempotencyKey ?? randomKey();
      job = { malote, source, options, control, progress, key, resumed: false, ...limits };
      // Only now: a stream that is given is ended, also if the signal was aborted before.
      await control.ready();
      const { view, len = 0, ...sent } = await send(job);
      await forget(job);
      progress.end();
      const { file_id, file_name, status } = view;
      return { file_id, file_name, status, len: source.size ?? len, resumed: job.resumed, ...sent };
    } catch (error) {
      if (control.signal.aborted) throw await aborted(job);
      await removeMixture(job, error);
      throw error;
    } finally {
      control.end();
      await job?.source.close?.().catch(() => {});
    }
  };
  return taskOf(run(), control, () => job?.file_id);
};

/** Parts of two versions of a file may all be there. The service must not complete them. */
const removeMixture = async (job: Job | undefined, error: unknown): Promise<void> => {
  if (!job?.file_id || !(error instanceof MaloteError) || error.code !== "file-changed") return;
  await removeFile(job.malote, job.file_id).catch(() => {});
  await forget(job);
};

/**
 * What an abort came to. A confirmation may have reached the service although its response did not arrive, so nothing is
 * reported as removed unless the service has said so.
 */
const aborted = async (job: Job | undefined): Promise<Aborted> => {
  if (!job || !(job.file_id || job.ask)) return new Aborted();
  const { options, malote } = job;
  let removed = false;
  if (options.onAbort !== "keep") {
    // Without a network, this ends after one timeout.
    const { signal, unlink } = linked(undefined, malote.timeout);
    const end = { signal, retries: 2 };
    try {
      // The announcement may have reached the service although its response did not arrive.
      if (!job.file_id) await job.ask?.(end.signal, end.retries);
      // For a relay, a file that was confirmed is not found.
      await removeFile(malote, job.file_id ?? "", { ...end, isGone: options.onBehalfOf === undefined });
      removed = true;
      await forget(job);
    } catch {
      // The outcome says it.
    } finally {
      unlink();
    }
  }
  return new Aborted({ removed, file_id: job.file_id });
};

const taskOf = (
  promise: Promise<UploadedFile>,
  control: Control,
  fileId: () => string | undefined,
): UploadTask =>
  Object.defineProperties(
    Object.assign(promise, {
      pause: () => control.pause(),
      resume: () => control.resume(),
      abort: () => control.abort(),
    }),
    { paused: { get: () => control.paused }, file_id: { get: fileId } },
  ) as UploadTask;
