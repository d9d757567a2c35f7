import { CompleteMultipartUploadCommand, type Part, type S3Client } from "@aws-sdk/client-s3";
import type { ClientUpload } from "../ports.ts";
import { isAborted, isNoSuchUpload } from "./faults.ts";
import { listParts } from "./multipart.ts";

/** A client's multipart upload: list its parts, complete it. */
export const createClientUpload = (bucket: string, client: S3Client): ClientUpload => ({
  async uploadedParts({ key_path }, uploadId) {
    const parts = await listParts(client, bucket, key_path, uploadId);
    return parts?.map(({ PartNumber = 0, ETag = "", Size = 0, ...part }) => ({
      number: PartNumber,
      etag: ETag,
      size: Size,
      checksums: checksumsIn(part),
    }));
  },

  async completeUpload(file, uploadId, parts) {
    try {
      await client.send(
        new CompleteMultipartUploadCommand({
          Bucket: bucket,
          Key: file.key_path,
          UploadId: uploadId,
          MpuObjectSize: file.len,
          MultipartUpload: {
            // If the upload was created with a checksum algorithm, S3 requires the checksums of the parts.
            Parts: parts.map(({ number, etag, checksums }) => ({
              PartNumber: number,
              ETag: etag,
              ...checksums,
            })),
          },
        }),
      );
      return { result: "completed" };
    } catch (error) {
      if (isNoSuchUpload(error)) return { result: "upload-gone" };
      if (isAborted(error)) return { result: "unanswered" };
      throw error;
    }
  },
});

/** The members ChecksumCRC32, ChecksumSHA256 … of a part. By their prefix, because S3 adds algorithms. */
const checksumsIn = (part: Partial<Part>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(part).flatMap(([name, value]) =>
      name.startsWith("Checksum") && typeof value === "string" ? [[name, value]] : [],
    ),
  );
