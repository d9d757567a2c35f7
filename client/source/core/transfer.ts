import { MaloteError } from "../errors/malote-error.ts";
import { StartAgain } from "../errors/start-again.ts";
import { StorageError } from "../errors/storage-error.ts";
import type { FileView, StatusView } from "../types/service.ts";
import type { UploadPlan } from "../types/wire.ts";
import { base64OfUint32 } from "../utils/base64.ts";
import { randomKey } from "../utils/random-key.ts";
import { unlessAborted } from "../utils/unless-aborted.ts";
import { announce, isForm, isPlan } from "./announce.ts";
import { arrivedParts } from "./arrived-parts.ts";
import { call } from "./call.ts";
import type { Job } from "./job.ts";
import { forget, recall, remember } from "./memory.ts";
import { fileChanged } from "./open-source.ts";
import { readable } from "./readable.ts";
import { removeFile } from "./remove.ts";
import { sendMultipart } from "./send-multipart.ts";
import type { Arrived } from "./send-parts.ts";
import { type AnnounceFile, type Sent, sendSingle } from "./send-single.ts";
import { wantsMultipart } from "./wants-multipart.ts";

/** The service's codes after which the same file needs a new idempotency key. */
const OVER = new Set([
  "file-not-found",
  "file-deleted",
  "upload-expired",
  "idempotency-conflict",
  "transition-not-allowed",
]);

/**
 * Sends the file, beginning where an earlier attempt stopped. If that attempt cannot be continued, or was of other bytes,
 * the file starts again under a new idempotency key, once.
 */
export const transfer = async (job: Job, announceFile?: AnnounceFile): Promise<Sent> => {
  const memory = await recall(job);
  if (memory && !job.options.idempotencyKey) job.key = memory.key;
  try {
    return await (memory?.plan ? continuePlan(job, memory.plan) : begin(job, announceFile));
  } catch (error) {
    // A stream cannot be read to compare it with the file of its key.
    if (!isOver(job, error)) throw error instanceof StartAgain ? keyUsed() : error;
    const there = await sameFileThere(job);
    if (there) return there;
    // The caller's own key is not replaced.
    if (job.options.idempotencyKey) throw error instanceof MaloteError ? error : fileChanged(job.source.name);
    await forget(job);
    job.key = randomKey();
    job.file_id = undefined;
    job.resumed = false;
    job.progress.reset();
    return begin(job);
  }
};

const keyUsed = () => new MaloteError("key-used", "This idempotency key has a file already.");

/** Whether this upload cannot be continued. A stream cannot be read twice, so it only fails. */
const isOver = ({ source, control }: Job, error: unknown): boolean =>
  source.slice !== undefined &&
  !control.signal.aborted &&
  (error instanceof StartAgain ||
    (error instanceof StorageError && error.s3Code === "NoSuchUpload") ||
    (error instanceof MaloteError && OVER.has(error.code)));

const begin = async (job: Job, announceFile?: AnnounceFile): Promise<Sent> => {
  if (!(await wantsMultipart(job))) {
    // A file that is announced with others has no key of its own.
    if (!announceFile) await remember(job);
    const outcome = await sendSingle(job, await wholeSlice(job), announceFile);
    return isPlan(outcome) ? follow(job, outcome) : outcome;
  }
  const { size } = job.source;
  const response = await announce(job, {
    multipart: true,
    checksum: { algorithm: "CRC32" },
    ...(size === undefined && { max_len: job.maxSize }),
  });
  if (isPlan(response)) return follow(job, response);
  if (isForm(response)) {
    throw new MaloteError("unexpected-response", "POST /upload responded no plan.");
  }
  // The service knows the key, and has no plan for it any more.
  throw new StartAgain();
};

const follow = async (job: Job, plan: UploadPlan): Promise<Sent> => {
  if (plan.checksum.algorithm !== "CRC32") {
    throw new MaloteError("unexpected-response", `The plan wants ${plan.checksum.algorithm}, not CRC32.`);
  }
  await remember(job, plan);
  // With the caller's own key, the plan may be that of an earlier attempt.
  if (job.options.idempotencyKey && job.source.slice) return continuePlan(job, plan);
  return sendMultipart(job, plan, new Map());
};

const continuePlan = async (job: Job, plan: UploadPlan): Promise<Sent> => {
  job.file_id = plan.file_id;
  let arrived: Arrived;
  try {
    arrived = await arrivedParts(job, plan);
  } catch (error) {
    // The parts of the other bytes are of no use, and nothing but this upload refers to them.
    if (error instanceof StartAgain && !job.options.idempotencyKey)
      await removeFile(job.malote, plan.file_id).catch(() => {});
    throw error;
  }
  job.resumed = arrived.size > 0;
  return sendMultipart(job, plan, arrived);
};

/** One piece that can be read again: of a file its range, of a stream its bytes in memory. */
const wholeSlice = async ({ source, control: { signal } }: Job) => {
  const size = source.size ?? 0;
  if (source.slice) return source.slice(0, size);
  const slice = await readable(source, async () => await unlessAborted(source.next?.(size), signal));
  const more = await readable(source, async () => await unlessAborted(source.next?.(1), signal));
  if (!slice || slice.size !== size || (more && more.size > 0)) throw fileChanged(source.name);
  return slice;
};

const HAS_BYTES = new Set(["uploaded", "processing", "completed"]);

/**
 * The file of this key, if it was confirmed earlier (by another tab, or its response was lost) and its record has the
 * checksum of the local bytes. Undefined if that cannot be shown.
 */
const sameFileThere = async (job: Job): Promise<Sent | undefined> => {
  const { malote, source, control, file_id } = job;
  if (!file_id || !source.slice || source.size === undefined) return undefined;
  const { signal } = control;
  const view = await call<FileView>(malote, { route: "GET /files", suffix: `/${file_id}`, signal }).then(
    ({ body }) => body,
    () => undefined,
  );
  if (!view || !HAS_BYTES.has(view.status) || view.len !== source.size) return undefined;
  if (view.checksum?.algorithm !== "CRC32") return undefined;
  const slice = source.slice(0, source.size);
  const value = base64OfUint32(await readable(source, () => malote.checksums(slice)));
  return value === view.checksum.value ? { view: view as StatusView, checksum: view.checksum } : undefined;
};
