import { UploadRequest } from "@malote/core";
import { fileTable } from "@malote/core/files";
import { http } from "@malote/core/http";
import { env } from "@malote/core/runtime";
import { storage } from "@malote/core/storage";
import { limitRules, RequestedUpload, UPLOAD_RULES } from "@malote/core/upload-rules";
import { users } from "@malote/core/users";
import { requestUpload } from "./request-upload.ts";
import { requireOwnerIn } from "./require-owner.ts";

/** POST /upload */
export const handler = http(
  {
    from: "body",
    input: UploadRequest,
    refine: (members: UploadRequest) => new RequestedUpload(members),
    rules: [
      ...UPLOAD_RULES,
      ...limitRules({
        maxBytes: env.maxFileBytes(),
        maxSha256Bytes: env.multipartThresholdBytes(),
        allowedTypes: env.allowedTypes(),
        deniedExtensions: env.deniedExtensions(),
      }),
    ],
    // Relative to /upload, because the stage or a custom domain's base path comes before it.
    respond: (outcome) =>
      "form" in outcome
        ? { status: 201, body: outcome.form, headers: { Location: `files/${outcome.form.file_id}` } }
        : { status: 200, body: outcome.known },
  },
  requestUpload({
    files: fileTable(),
    storage: storage(),
    expirySeconds: env.uploadExpirySeconds(),
    plans: {
      maxBytes: env.maxFileBytes(),
      parts: { minBytes: env.minPartBytes(), maxBytes: env.maxPartBytes() },
    },
    requireOwner: env.checkOwners() ? requireOwnerIn(users()) : undefined,
  }),
);
