import { Problem } from "../problems/problem.ts";
import { codeOf } from "./disk/disk.ts";

/** Seconds after which a client may try again what failed for want of room, or because of the disk. */
const LATER = 30;

export const spoolFull = (what: string) =>
  new Problem(
    507,
    "spool-full",
    "The relay has no room",
    `${what} Send the file again when the relay has sent others on, or send it without Prefer: respond-async.`,
    { retryAfter: LATER },
  );

export const diskFull = (cause?: unknown) =>
  new Problem(
    507,
    "disk-full",
    "The relay's disk is full",
    "The file was not accepted, because the relay's disk is full. Send it again later.",
    { retryAfter: LATER, cause },
  );

export const diskFailed = (cause?: unknown) =>
  new Problem(
    503,
    "disk-failed",
    "The relay's disk failed",
    "The file was not accepted, because the relay could not store it durably. Send it again later.",
    { retryAfter: LATER, cause },
  );

export const spoolBroken = (cause?: unknown) =>
  new Problem(
    503,
    "spool-broken",
    "The relay accepts nothing",
    "The relay's disk failed while the relay recorded a file, so it accepts nothing until it was restarted.",
    { retryAfter: LATER, cause },
  );

export const busy = () =>
  new Problem(
    503,
    "journal-busy",
    "The relay is busy",
    "Another program uses the relay's journal. Try again.",
    {
      retryAfter: 2,
    },
  );

export const wrongLength = (announced: number, arrived: string) =>
  new Problem(
    400,
    "wrong-length",
    "The body has another length",
    `The body was announced with ${announced} bytes and has ${arrived}. Nothing was accepted.`,
  );

export const noSuchUpload = () =>
  new Problem(404, "upload-not-found", "There is no such upload", "None of your open uploads has this id.");

export const wrongOffset = (offset: number) =>
  new Problem(
    409,
    "wrong-offset",
    "The offset is another one",
    `The relay has ${offset} bytes of this upload. Continue there.`,
  );

export const uploadIncomplete = (offset: number) =>
  new Problem(
    409,
    "upload-incomplete",
    "The upload is not complete",
    `The relay has ${offset} bytes of this upload. Send the others first.`,
  );

/** Errors that mean: no room now, and nothing is wrong with the disk. EDQUOT is a quota of the file system. */
export const isFull = (error: unknown) => ["ENOSPC", "EDQUOT"].includes(codeOf(error) ?? "");

/** What a client hears of an error of the disk. */
export function diskProblem(error: unknown): unknown {
  if (error instanceof Problem || codeOf(error) === undefined) return error;
  return isFull(error) ? diskFull(error) : diskFailed(error);
}
