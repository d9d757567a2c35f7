import { type StatusList, statusView } from "@malote/core";
import { problemOf } from "@malote/core/http";
import type { ManyConsultations } from "./consult-many.ts";
import type { Consultation } from "./consult-status.ts";

/** 304 without a body if the caller already has what the response would say. */
export const respond = (result: Consultation | ManyConsultations, requestId: string) => {
  const body = "files" in result ? listOf(result, requestId) : "view" in result ? result.view : undefined;
  return {
    ...(body ? { status: 200, body } : { status: 304 }),
    headers: { ETag: result.etag, "Cache-Control": "private, no-cache" },
  };
};

const listOf = ({ files = [] }: ManyConsultations, requestId: string): StatusList => ({
  files: files.map((one) =>
    "file" in one ? statusView(one.file) : { file_id: one.file_id, problem: problemOf(one.error, requestId) },
  ),
});
