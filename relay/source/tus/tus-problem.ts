import { ERRORS } from "@tus/server";
import { Problem } from "../problems/problem.ts";

/** An error of @tus/server: a status and a sentence. */
export interface TusError {
  status_code: number;
  body: string;
}

/** The codes and sentences of the errors that a client of the relay can meet. */
const PROBLEMS = new Map<unknown, [status: number, code: string, title: string, detail: string]>([
  [
    ERRORS.FILE_NOT_FOUND,
    [
      404,
      "upload-not-found",
      "There is no such upload",
      "None of your uploads has this id. Create a new one.",
    ],
  ],
  [
    ERRORS.FILE_NO_LONGER_EXISTS,
    [410, "upload-expired", "The upload has expired", "Not all bytes came in time. Create a new upload."],
  ],
  [
    ERRORS.INVALID_OFFSET,
    [409, "wrong-offset", "The offset is another one", "Ask with HEAD for the offset, and continue there."],
  ],
  [
    ERRORS.ERR_SIZE_EXCEEDED,
    [413, "too-many-bytes", "The body is too long", "The upload was announced with fewer bytes."],
  ],
  [
    ERRORS.ERR_MAX_SIZE_EXCEEDED,
    [
      413,
      "file-too-large",
      "The file is too large",
      "Tus-Max-Size of OPTIONS is the largest size. Send a smaller file.",
    ],
  ],
  [
    ERRORS.ABORTED,
    [
      400,
      "request-ended",
      "The request was ended",
      "A newer request for this upload took over. Ask with HEAD for the offset.",
    ],
  ],
  [
    ERRORS.ERR_LOCK_TIMEOUT,
    [
      423,
      "upload-locked",
      "The upload is in use",
      "Another request uses this upload. Try again in a moment.",
    ],
  ],
  [
    ERRORS.INVALID_TERMINATION,
    [
      409,
      "upload-complete",
      "The upload is complete",
      "A complete upload belongs to the service. Delete the file there.",
    ],
  ],
  [
    ERRORS.UNSUPPORTED_CONCATENATION_EXTENSION,
    [
      501,
      "no-concatenation",
      "Concatenation is not supported",
      "Send the file as one upload (parallelUploads: 1).",
    ],
  ],
]);

/** The problem of an error of @tus/server. */
export const problemOfTus = (error: TusError): Problem => {
  const [status, code, title, detail] = PROBLEMS.get(error) ?? [
    error.status_code,
    "tus-request-invalid",
    "The request does not follow tus 1.0",
    error.body.trim(),
  ];
  return new Problem(status, code, title, detail);
};
