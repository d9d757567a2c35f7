import { UploadRequest } from "./contract/requests.ts";
import { limitRules, RequestedUpload, UPLOAD_RULES } from "./domain/upload-rules.ts";
import { env } from "./env.ts";
import { fileTable } from "./files.ts";
import { requestUpload } from "./steps/request-upload.ts";
import { requireOwnerIn } from "./steps/require-owner.ts";
import { storage } from "./storage.ts";
import { users } from "./users.ts";

/** How files are announced. An entry of its own, because only the routes that announce files, and the function of inbox/, need it. */
export { MAX_NAME_BYTES, type RequestedUpload } from "./domain/upload-rules.ts";
export * from "./steps/request-upload.ts";
export * from "./steps/require-owner.ts";

/** How one announced file is read and checked, with the limits of this deployment. */
export const uploadInput = () => ({
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
});

/** Announces a file in the table and the bucket of this deployment. */
export const uploadRequests = () =>
  requestUpload({
    files: fileTable(),
    storage: storage(),
    expirySeconds: env.uploadExpirySeconds(),
    plans: {
      maxBytes: env.maxFileBytes(),
      parts: { minBytes: env.minPartBytes(), maxBytes: env.maxPartBytes() },
    },
    requireOwner: env.checkOwners() ? requireOwnerIn(users()) : undefined,
  });
