import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { ReconcilerStorage } from "../ports.ts";
import { createMoverStorage } from "./mover-storage.ts";
import { s3Client } from "./storage.ts";

/** Ten files at once, and each may read ten pages of parts. */
export const RECONCILER_SOCKETS = 100;

/** The adapter of the reconciler. Its calls are small and end within seconds. */
export const createReconcilerStorage = (
  bucket: string,
  client: S3Client = s3Client(RECONCILER_SOCKETS),
): ReconcilerStorage => {
  const {
    head,
    delete: remove,
    deleteIfMatch,
    uploadedParts,
    abortUpload,
  } = createMoverStorage(bucket, client);
  return {
    head,
    delete: remove,
    deleteIfMatch,
    uploadedParts,
    abortUpload,

    async list(prefix, after) {
      const { Contents = [], IsTruncated = false } = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ...(after !== "" && { StartAfter: after }),
        }),
      );
      const objects = Contents.flatMap(({ Key, ETag, LastModified }) =>
        Key !== undefined && ETag !== undefined && LastModified
          ? [{ key: Key, etag: ETag, last_modified: LastModified.toISOString() }]
          : [],
      );
      return { objects, more: IsTruncated };
    },
  };
};
