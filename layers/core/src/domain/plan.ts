import { combineCrcs } from "./crc.ts";
import type { CrcAlgorithm, FileRecord } from "./file.ts";
import { faultOfParts } from "./multipart.ts";
import { secondsAfter } from "./time.ts";

// A plan is a file that its client sends in parts. Its record has the id of the multipart upload, the size of a part and the
// algorithm of the checksums. Sizes are in bytes.

const MIB = 1024 ** 2;

/** S3's limits: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const MAX_PARTS = 10_000;
/** The largest file that one POST sends. */
export const MAX_SINGLE_BYTES = 5 * 1024 ** 3;

/** The sizes of a part, between which it grows with the file. Each part is a paid request. */
export type PartSizes = { minBytes: number; maxBytes: number };

/** The parts of a file of medium size: enough of them to send several at once. */
const USUAL_PARTS = 64;

/** The default of max_len. With it, 10,000 parts of 8 MiB are enough. */
export const DEFAULT_MAX_LEN = 78 * 1024 ** 3;

/**
 * Days after which a plan ends, counted from its start. The lifecycle rule AbortUnfinishedMultipartUploads gives an upload
 * the same days, and aborts it at the midnight after them.
 */
export const PLAN_DAYS = 7;

const roundUp = (bytes: number, to: number): number => Math.ceil(bytes / to) * to;

/**
 * The size of each part but the last: len / 64 within `sizes`, or what 10,000 parts require. A file of unknown length gets
 * the smallest parts that 10,000 of them allow.
 */
export const partBytesFor = (
  length: { len: number } | { max_len: number },
  { minBytes, maxBytes }: PartSizes,
): number => {
  const longest = "len" in length ? length.len : length.max_len;
  const usual = "len" in length ? length.len / USUAL_PARTS : 0;
  // Only a test has parts that are smaller than 1 MiB.
  const unit = Math.min(MIB, minBytes);
  const chosen = Math.min(Math.max(roundUp(usual, unit), minBytes), maxBytes);
  return Math.max(chosen, roundUp(longest / MAX_PARTS, unit));
};

/** A file that comes in parts, whether its upload is still open or not. */
export type Plan = FileRecord & { part_bytes: number; checksum_algorithm: CrcAlgorithm };
/** A plan whose multipart upload is not completed. */
export type OpenPlan = Plan & { upload_id: string };

export const isPlan = (file: FileRecord): file is Plan => file.part_bytes !== undefined;

/**
 * Whether parts may be sent and the upload be confirmed: nothing was confirmed yet, or parts were missing when the mover
 * looked.
 */
export const takesParts = (file: FileRecord): file is OpenPlan =>
  isPlan(file) && file.upload_id !== undefined && (file.status === "pending" || isShortOfParts(file));

/** Whether the mover found other parts than those of the file. */
export const isShortOfParts = ({ status, error_code }: FileRecord): boolean =>
  status === "error" && error_code === "parts-differ";

/** Whether len is the file's. A relay that streams a file gives its length with the confirmation, and its checksum then, too. */
export const knowsLength = ({ max_len, checksum }: FileRecord): boolean =>
  max_len === undefined || checksum !== undefined;

/** The number of parts, or the largest number if the length is not known. An empty file has one empty part. */
export const partCountOf = (plan: Plan): number =>
  Math.max(1, Math.ceil((knowsLength(plan) ? plan.len : (plan.max_len ?? 0)) / plan.part_bytes));

/** The size of a part of a file of known length. */
export const partSizeOf = ({ len, part_bytes }: Plan, number: number): number =>
  Math.min(part_bytes, len - (number - 1) * part_bytes);

/** What is wrong with the base64 of a whole file's checksum. */
export const digestFault = (algorithm: CrcAlgorithm | "SHA256", value: string): string | undefined =>
  isChecksumOf(algorithm, value)
    ? undefined
    : `checksum.value must be the base64 of ${CHECKSUM_BYTES[algorithm]} bytes for ${algorithm}.`;

/** Whether a text is the base64 of a value of this algorithm. */
export const isChecksumOf = (algorithm: CrcAlgorithm | "SHA256", value: string): boolean => {
  const decoded = Buffer.from(value, "base64");
  return decoded.length === CHECKSUM_BYTES[algorithm] && decoded.toString("base64") === value;
};

/** The length of each checksum in S3, in bytes before base64. */
export const CHECKSUM_BYTES = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA256: 32 } as const;

/** A part as S3 lists it. `checksums` has the names of S3's API, such as ChecksumCRC32. */
type ListedPart = { number: number; size: number; checksums: Readonly<Record<string, string>> };

export const checksumOfPart = (plan: Plan, part: Pick<ListedPart, "checksums">): string | undefined =>
  part.checksums[`Checksum${plan.checksum_algorithm}`];

/** What is wrong with the parts that S3 has: the numbers of those to send (again), and a sentence for each wrong one. */
export type PartFaults = { missing: number[]; wrong: { number: number; detail: string }[] };

/** Undefined if S3 has exactly the parts of the plan, each with its size and a checksum. */
export const faultsOfPlan = (plan: Plan, parts: readonly ListedPart[]): PartFaults | undefined => {
  const count = partCountOf(plan);
  const there = new Map(parts.map((part) => [part.number, part]));
  const missing: number[] = [];
  const wrong: PartFaults["wrong"] = [];
  for (let number = 1; number <= count; number++) {
    const part = there.get(number);
    const detail = part && faultOfPart(plan, part);
    if (!part || detail !== undefined) missing.push(number);
    if (detail !== undefined) wrong.push({ number, detail });
  }
  for (const { number } of parts)
    if (number > count)
      wrong.push({ number, detail: `Part ${number} is not in the plan, which has ${count}.` });
  return missing.length + wrong.length === 0 ? undefined : { missing, wrong };
};

const faultOfPart = (plan: Plan, part: ListedPart): string | undefined => {
  const size = partSizeOf(plan, part.number);
  if (part.size !== size)
    return `Part ${part.number} has ${part.size} bytes instead of ${size}; send it again.`;
  if (checksumOfPart(plan, part) !== undefined) return undefined;
  return `Part ${part.number} has no ${plan.checksum_algorithm}; send it again with its checksum.`;
};

export const checksumOfParts = (plan: Plan, parts: readonly ListedPart[]): string =>
  combineCrcs(
    plan.checksum_algorithm,
    parts
      .toSorted((a, b) => a.number - b.number)
      .map((part) => ({ checksum: checksumOfPart(plan, part) ?? "", size: part.size })),
  );

/**
 * What is wrong with the parts of a client's upload, as a sentence for the user. Undefined if they are the file, so that
 * the upload may be completed.
 */
export const faultOfUpload = (file: FileRecord, parts: readonly ListedPart[]): string | undefined => {
  if (!isPlan(file)) return faultOfParts(parts, file.len);
  if (!knowsLength(file))
    return "The length of the file is not known yet; confirm the upload with len and checksum.";
  const faults = faultsOfPlan(file, parts);
  if (!faults) return differs(file, parts);
  const [first] = faults.wrong;
  return first?.detail ?? faultOfParts(parts, file.len) ?? `Parts are missing; ${SEND}`;
};

const SEND = "send what is missing.";

/** S3 itself compares the checksum of the whole if it is of the type FULL_OBJECT. */
const differs = (plan: Plan, parts: readonly ListedPart[]): string | undefined =>
  plan.checksum === undefined || plan.checksum_type === "FULL_OBJECT"
    ? undefined
    : wholeFault(plan, plan.checksum.value, parts);

/** Undefined if the checksum of the whole that was announced is that of the parts. They must be without faults. */
export const wholeFault = (
  plan: Plan,
  announced: string,
  parts: readonly ListedPart[],
): string | undefined => {
  const computed = checksumOfParts(plan, parts);
  return announced === computed
    ? undefined
    : `The ${plan.checksum_algorithm} of the parts together is ${computed}, but ${announced} was announced; compare the checksums of the parts, and send those that differ again.`;
};

/** Seconds after the start of a plan at which the reconciler looks for the first time. */
const FIRST_CHECK_SECONDS = 3600;

/**
 * The time of the next check of an open plan: an hour after its start, and then whenever its age has doubled. So a plan of a
 * week is checked eight times. The last check is when the plan ends.
 */
export const nextPlanCheck = (
  {
    created_at,
    requested_at = created_at,
    expires_at,
    max_len,
  }: Pick<FileRecord, "created_at" | "requested_at" | "expires_at" | "max_len">,
  at: string,
): string => {
  // Without its length, nobody but the client can complete it.
  if (max_len !== undefined) return expires_at;
  const age = (Date.parse(at) - Date.parse(requested_at)) / 1000;
  const next = secondsAfter(at, Math.max(FIRST_CHECK_SECONDS, age));
  return next < expires_at ? next : expires_at;
};
