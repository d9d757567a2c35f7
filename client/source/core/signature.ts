import { StorageError } from "../errors/storage-error.ts";
import type { Slice } from "../types/source.ts";
import type { Job } from "./job.ts";
import { fileChanged } from "./open-source.ts";
import { crcOf, requireReadable } from "./readable.ts";

/** Share of a signature's life that is used. The rest allows for the way to S3. */
const USED = 0.9;
/** Milliseconds. S3 refuses a younger signature for another reason than its age. */
const YOUNG = 10_000;

/** Bytes that are sent with one request, and what allows it: a form, or the URL of a part. */
export interface Piece<T> {
  slice: Slice;
  crc: number;
  signed?: T | undefined;
  /** When it was asked for, and until when it may be used, by this device's steady clock. */
  at?: number;
  until?: number;
  /** Whether S3 refused a signature. */
  refused?: boolean;
}

export const setSigned = <T extends { expires_in?: number }>(
  piece: Piece<T>,
  signed: T,
  at: number,
): void => {
  piece.signed = signed;
  piece.at = at;
  piece.until = at + (signed.expires_in ?? Number.POSITIVE_INFINITY) * 1000 * USED;
};

export const isUsable = ({ signed, until = 0 }: Piece<unknown>): boolean =>
  signed !== undefined && performance.now() < until;

/** The error to report after a failed attempt. A retryable one is of the connection, or is mended by a new signature. */
export const faultOf = async (
  job: Job,
  piece: Piece<unknown>,
  signal: AbortSignal,
  error: unknown,
): Promise<unknown> => {
  const { source } = job;
  const { slice, crc, at = 0, refused } = piece;
  if (error instanceof StorageError) {
    if (
      /^Entity(TooSmall|TooLarge)$/.test(error.s3Code) ||
      (error.isDigest && (await crcOf(job, slice)) !== crc)
    )
      return fileChanged(source.name);
    if (error.isSignature && !(refused && performance.now() - at < YOUNG)) {
      piece.signed = undefined;
      piece.refused = true;
      return Object.assign(error, { retryable: true });
    }
  } else if (!signal.aborted) await requireReadable(source, slice);
  return error;
};
