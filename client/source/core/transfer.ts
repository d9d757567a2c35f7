import { MaloteError } from "../errors/malote-error.ts";
import { StartAgain } from "../errors/start-again.ts";
import type { StorageError } from "../errors/storage-error.ts";
import type { UploadPlan } from "../types/wire.ts";
import { randomKey } from "../utils/random-key.ts";
import { announce, isForm, isPlan } from "./announce.ts";
import { arrivedParts } from "./arrived-parts.ts";
import { checksumOf } from "./checksums.ts";
import { confirm } from "./confirm.ts";
import type { Job } from "./job.ts";
import { forget, recall, remember } from "./memory.ts";
import { fileChanged } from "./open-source.ts";
import { crcOf, nextOf, requireEnd } from "./readable.ts";
import { removeFile } from "./remove.ts";
import { sendMultipart } from "./send-multipart.ts";
import type { Arrived } from "./send-parts.ts";
import { type AnnounceFile, type Sent, sendSingle } from "./send-single.ts";
import { wantsMultipart } from "./wants-multipart.ts";

/** Codes after which the same file needs a new idempotency key: it is gone, or its upload has ended. */
const GONE = ["file-not-found", "file-deleted"];
/** The last two also while a mover completes the upload: S3 does not know it any more. */
const ENDED = ["idempotency-conflict", "key-used", "upload-not-open", "upload-expired", "NoSuchUpload"];

/**
 * Sends the file, beginning where an earlier attempt stopped. If that attempt cannot be continued, or was of other bytes,
 * the file starts again under a new idempotency key, once.
 */
export const transfer = async (job: Job, announceFile?: AnnounceFile): Promise<Sent> => {
  const memory = await recall(job);
  if (memory) job.key = memory.key;
  try {
    return await (memory?.plan ? continuePlan(job, memory.plan) : begin(job, announceFile));
  } catch (error) {
    const { code, s3Code = code } = error as StorageError;
    const hasEnded = ENDED.includes(s3Code);
    // A stream cannot be read twice, so it only fails.
    if (!job.source.slice || job.control.signal.aborted || !(hasEnded || GONE.includes(s3Code))) throw error;
    const there = hasEnded && (await sameFileThere(job));
    if (there) return there;
    // The caller's own key is not replaced.
    if (job.options.idempotencyKey) throw error;
    await forget(job);
    job.key = randomKey();
    job.file_id = undefined;
    job.resumed = false;
    return begin(job);
  }
};

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
  throw new StartAgain("key-used");
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
    if (error instanceof StartAgain && !job.options.idempotencyKey) {
      await removeFile(job.malote, plan.file_id).catch(() => {});
      job.file_id = undefined;
    }
    throw error;
  }
  job.resumed = arrived.size > 0;
  return sendMultipart(job, plan, arrived);
};

/** One piece that can be read again: of a file its range, of a stream its bytes in memory. */
const wholeSlice = async (job: Job) => {
  const { source } = job;
  const { size = 0 } = source;
  if (source.slice) return source.slice(0, size);
  const slice = await nextOf(job, size);
  if (slice.size < size) throw fileChanged(source.name);
  await requireEnd(job);
  return slice;
};

const HAS_BYTES = ["uploaded", "processing", "completed"];

/**
 * The file of this key, if it was confirmed earlier (by another tab, or its response was lost) with the checksum of the
 * local bytes: the same confirmation again shows it, also to a relay, who may not read the record. Undefined otherwise.
 */
const sameFileThere = async (job: Job): Promise<Sent | undefined> => {
  const { source, file_id } = job;
  if (!file_id || !source.slice) return undefined;
  const checksum = checksumOf(await crcOf(job, source.slice(0, source.size ?? 0)));
  const view = await confirm(job, file_id, { checksum }).catch(() => undefined);
  return view && HAS_BYTES.includes(view.status) ? { view, wasThere: true, checksum } : undefined;
};
