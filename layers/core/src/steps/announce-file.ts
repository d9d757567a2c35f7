import { randomUUID } from "node:crypto";
import type { UploadRequest } from "../contract/requests.ts";
import { type Caller, requireRelay } from "../domain/caller.ts";
import { InvalidRequest } from "../domain/errors.ts";
import { type FileRecord, isCrc } from "../domain/file.ts";
import { fileIdFor } from "../domain/idempotency.ts";
import { newFile } from "../domain/new-file.ts";
import { DEFAULT_MAX_LEN, type PartSizes, partBytesFor } from "../domain/plan.ts";
import type { RequestedUpload } from "../domain/upload-rules.ts";
import type { IdGenerator } from "../ports.ts";

export type AnnouncePorts = {
  /** Seconds for which the presigned POST is valid. */
  expirySeconds: number;
  /** The largest file in bytes, and the sizes of a part. */
  plans: { maxBytes: number; parts: PartSizes };
  /** Makes a random UUID, because an id must not show when it was made. */
  newId?: IdGenerator;
};

/**
 * The record of the announced file. The upload of a plan does not exist yet.
 * @param key the Idempotency-Key and the place of the file in a request that announces many
 * @throws InvalidRequest (400), Forbidden (403)
 */
export const announceFile = (
  { expirySeconds, plans, newId = randomUUID }: AnnouncePorts,
  upload: RequestedUpload<UploadRequest>,
  caller: Caller,
  key: [key: string, index: number | undefined] | undefined,
  now: Date,
): FileRecord => {
  const { on_behalf_of, len } = upload.members;
  if (on_behalf_of !== undefined) requireRelay(caller);
  if (len === undefined) requireRelay(caller, WITHOUT_LEN);
  const { fileName, extension, media, path, tags } = upload;
  // The rules of the route check this as well. A request that skipped them gets no further.
  if ("fault" in media) throw new InvalidRequest([{ pointer: "#/type", detail: media.fault }]);

  const owner = on_behalf_of ?? caller.sub;
  return newFile(
    {
      file_id: key === undefined ? newId() : fileIdFor(caller.sub, owner, ...key),
      owner,
      uploaded_by: owner === caller.sub ? undefined : caller.sub,
      file_name: fileName,
      extension,
      content_type: media.content_type,
      len: len ?? 0,
      checksum: upload.checksum,
      path,
      tags,
      plan: upload.isPlan ? planOf(plans, upload.members) : undefined,
    },
    now.toISOString(),
    expirySeconds,
  );
};

const WITHOUT_LEN = "Only members of the group relays may leave len out; send the number of bytes.";

const planOf = ({ maxBytes, parts }: AnnouncePorts["plans"], { len, max_len, checksum }: UploadRequest) => {
  const algorithm = checksum?.algorithm ?? "CRC64NVME";
  // The rules of the route refuse it before.
  if (!isCrc(algorithm)) throw new Error("a plan has no SHA256");
  if (len !== undefined) return { part_bytes: partBytesFor({ len }, parts), checksum_algorithm: algorithm };
  const longest = max_len ?? Math.min(DEFAULT_MAX_LEN, maxBytes);
  return {
    part_bytes: partBytesFor({ max_len: longest }, parts),
    checksum_algorithm: algorithm,
    max_len: longest,
  };
};
