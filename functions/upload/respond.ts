import type { UploadOutcome } from "@malote/core/uploads";

/** A form is a new file (201). Its Location is relative to /upload, because the stage or a custom domain's base path comes before it. */
export const respond = (outcome: UploadOutcome) =>
  "form" in outcome
    ? { status: 201, body: outcome.form, headers: { Location: `files/${outcome.form.file_id}` } }
    : { status: 200, body: outcome.known };
