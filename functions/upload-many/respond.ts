import type { UploadsView } from "@malote/core";
import { problemOf, publicError } from "@malote/core/http";
import { log } from "@malote/core/runtime";
import { uploadViewOf } from "@malote/core/uploads";
import type { UploadEntry } from "./request-uploads.ts";

/** Always 200: each entry has its own outcome. A pointer of a problem points into the body of the request. */
export const respond = (entries: UploadEntry[], requestId: string) => {
  const files = entries.map((entry): UploadsView["files"][number] => {
    const { index } = entry;
    if ("outcome" in entry) return { index, ...uploadViewOf(entry.outcome) };
    return { index, problem: problemOf(publicError(entry.thrown), requestId, `#/files/${index}`) };
  });
  logEntries(entries, files);
  return { status: 200, body: { files } satisfies UploadsView };
};

/** One line at the most for all failed entries, because they often fail for the same cause. */
const logEntries = (entries: UploadEntry[], files: UploadsView["files"]): void => {
  log.appendKeys({ file_ids: files.flatMap((file) => ("file_id" in file ? file.file_id : [])) });
  const errors = entries.flatMap((entry) => ("thrown" in entry ? publicError(entry.thrown) : []));
  const failures = errors.filter(({ status }) => status >= 500);
  const [first] = failures;
  if (first) log.error("entries failed", { failed: failures.length, error: (first.cause ?? first) as Error });
  if (errors.length > 0) log.info("entries refused", { files: files.length, refused: errors.length });
};
