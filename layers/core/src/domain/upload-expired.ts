import { UploadExpired } from "./errors.ts";
import type { FileRecord } from "./file.ts";
import { isPlan } from "./plan.ts";

/** The error for a file whose form or plan has ended. /upload renews it under the same key, unless the file is in `error`. */
export const uploadExpired = (file: FileRecord): UploadExpired =>
  new UploadExpired(
    file.expires_at,
    isPlan(file) ? "multipart upload" : "presigned POST",
    file.status === "error",
  );
