import type { StatusProblem, StatusView } from "malote/node";
import type { Entry } from "../types/entry.ts";
import { LARGE } from "./limits.ts";
import type { Reason } from "./outcome.ts";

/** What the status of a sent file means for its entry. */
export type Judgement =
  | { kind: "completed" }
  | { kind: "wait" }
  /** The service wants the bytes again, under the same key. */
  | { kind: "again"; reason: Reason; limited: boolean }
  | { kind: "park"; reason: Reason };

export interface JudgeOptions {
  /** The file has been in `error` for as long as the relay waits. */
  isPatienceOver: boolean;
}

/** Errors of a file in parts that its uploader mends: parts that were lost or damaged are sent again. */
const MENDED_BY_PARTS = new Set(["parts-differ", "bytes-missing"]);

/** The copy on this disk may be deleted only after `completed`. */
export const judgeStatus = (
  entry: Entry,
  view: StatusView | StatusProblem,
  { isPatienceOver }: JudgeOptions,
): Judgement => {
  if ("problem" in view) return ofProblem(view);
  switch (view.status) {
    case "completed":
      return ofCompleted(entry, view);
    case "expired":
      return {
        kind: "again",
        reason: { code: "upload-expired", message: "The upload expired before its bytes were verified." },
        limited: false,
      };
    case "error":
      return ofError(entry, view, isPatienceOver);
    case "quarantined":
      return {
        kind: "park",
        reason: {
          code: "quarantined",
          message: "An operator of the service quarantined the file. Retry here after its release.",
        },
      };
    default:
      // Also a status that a newer service adds.
      return { kind: "wait" };
  }
};

const ofProblem = ({
  problem: { code = "unexpected-response", detail, status = 500 },
}: StatusProblem): Judgement => {
  if (status !== 404 && status !== 410) return { kind: "wait" };
  return {
    kind: "park",
    reason: {
      code,
      message:
        detail === undefined
          ? "The service has no such file any more."
          : `The file was deleted on the service after it was sent. ${detail}`,
    },
  };
};

/**
 * The service's checksum is compared with the one that the relay computed while it accepted the bytes. A storage may report
 * none, or another algorithm's. Then `completed` itself is the proof: the file was announced with its CRC-32, S3 refused
 * other bytes, and the service compared the whole before it completed the file.
 */
const ofCompleted = ({ crc32 }: Entry, { verified }: StatusView): Judgement => {
  if (verified?.algorithm !== "CRC32" || verified.value === crc32) return { kind: "completed" };
  return {
    kind: "park",
    reason: {
      code: "checksum-differs",
      message: `The service completed the file with the CRC-32 ${verified.value}; the relay accepted ${crc32}.`,
    },
  };
};

const ofError = (entry: Entry, view: StatusView, isOver: boolean): Judgement => {
  const { error_code: code = "file-failed", retryable = false, details } = view;
  const reason = { code, message: details ?? "The service refused the file." };
  if (!retryable || isOver) return { kind: "park", reason };
  if ((entry.size ?? 0) >= LARGE && MENDED_BY_PARTS.has(code))
    return { kind: "again", reason, limited: true };
  // The service or its operator moves it again.
  return { kind: "wait" };
};
