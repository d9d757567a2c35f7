import { CopyObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { InboxStorage } from "../ports.ts";
import { isMissing, isPreconditionFailed } from "./faults.ts";
import { createMoverStorage } from "./mover-storage.ts";
import { createPartsCopy } from "./parts-copy.ts";

/** The adapter of the function of inbox/. */
export const createInboxStorage = (bucket: string, client: S3Client): InboxStorage => {
  const { head, deleteIfMatch, abortUpload } = createMoverStorage(bucket, client);
  const parts = createPartsCopy(bucket, client);
  return {
    ...parts,
    head,
    deleteIfMatch,
    abortUpload,

    copyPart: (file, ...more) => parts.copyPart({ ...file, key_path: encodeKey(file.key_path) }, ...more),

    async copyIn(from, { key_path, content_type, checksum }, etag) {
      try {
        await client.send(
          new CopyObjectCommand({
            Bucket: bucket,
            Key: key_path,
            CopySource: `${bucket}/${encodeKey(from)}`,
            CopySourceIfMatch: etag,
            MetadataDirective: "REPLACE",
            ContentType: content_type,
            // By default S3 copies the tags, for which the role would need two more rights. DataSync and others write tags.
            TaggingDirective: "REPLACE",
            // The mover compares it. Without one, S3 computes the checksum that it chooses.
            ...(checksum && { ChecksumAlgorithm: checksum.algorithm }),
          }),
        );
        return true;
      } catch (error) {
        if (isPreconditionFailed(error) || isMissing(error)) return false;
        throw error;
      }
    },
  };
};

/** A key as CopySource has it, which S3 decodes. Only keys of inbox/ have characters that need it. */
const encodeKey = (key: string): string => key.split("/").map(encodeURIComponent).join("/");
