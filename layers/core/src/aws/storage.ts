import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { contentDisposition } from "../domain/content-disposition.ts";
import type { FileRecord } from "../domain/file.ts";
import type { Storage } from "../ports.ts";
import { CALL_LIMITS, clientConfig } from "./client-config.ts";
import { wholeChecksums } from "./composite.ts";
import { isMissing } from "./faults.ts";
import { abortUpload } from "./multipart.ts";
import { createPlanStorage } from "./plan-storage.ts";

/** With the default of requestChecksumCalculation, a presigned PUT would have the CRC32 of an empty body in its URL. */
export const s3Client = (maxSockets?: number): S3Client =>
  new S3Client({ ...clientConfig(CALL_LIMITS, maxSockets), requestChecksumCalculation: "WHEN_REQUIRED" });

/** The adapter of the routes. */
export const createStorage = (bucket: string, client = s3Client()): Storage => ({
  ...createPlanStorage(bucket, client),

  async presignPost(file, expiresInSeconds) {
    const { url, fields } = await createPresignedPost(client, {
      Bucket: bucket,
      Key: file.key_path,
      Expires: expiresInSeconds,
      Fields: { "Content-Type": file.content_type, ...checksumFields(file) },
      Conditions: [["content-length-range", file.len, file.len]],
    });
    return { url, fields };
  },

  presignDownload: (file, expiresInSeconds) =>
    getSignedUrl(
      client,
      new GetObjectCommand({
        Bucket: bucket,
        Key: file.dest_path,
        // Set here and not stored in the object, because S3 has only 2 KB for system metadata and a name may fill them.
        ResponseContentDisposition: contentDisposition(file.file_name),
        ResponseContentType: file.served_type ?? file.content_type,
      }),
      { expiresIn: expiresInSeconds },
    ),

  head: (key) => headObject(client, bucket, key),
  delete: (key) => deleteObject(client, bucket, key),
  abortUpload: (key, uploadId) => abortUpload(client, bucket, key, uploadId),
});

export const deleteObject = async (client: S3Client, bucket: string, key: string): Promise<void> => {
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
};

export const headObject: (client: S3Client, bucket: string, key: string) => ReturnType<Storage["head"]> =
  async (client, bucket, key) => {
    try {
      const found = await client.send(
        new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: "ENABLED" }),
      );
      return {
        etag: found.ETag ?? "",
        size: found.ContentLength ?? 0,
        ...(found.LastModified && { last_modified: found.LastModified.toISOString() }),
        metadata: found.Metadata ?? {},
        checksums: wholeChecksums(found),
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };

/** S3 computes the checksum of the bytes that it receives, and refuses a POST whose checksum differs. */
const checksumFields = ({ checksum }: FileRecord): Record<string, string> =>
  checksum
    ? {
        "x-amz-checksum-algorithm": checksum.algorithm,
        [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value,
      }
    : {};
