import { CompleteMultipartUploadCommand, type Part, type S3Client } from "@aws-sdk/client-s3";
import type { ClientUpload } from "../ports.ts";
import { isAborted, isNoSuchUpload } from "./faults.ts";
import { listParts } from "./multipart.ts";

/** The multipart upload with which a client sends a file, as the service sees it: its parts, and the end. */
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
            // S3 wants the checksums of an upload that was begun with some, whichever they are.
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

/** ChecksumCRC32, ChecksumSHA256 … of a part: S3 has ever more of them. */
const checksumsIn = (part: Partial<Part>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(part).flatMap(([name, value]) =>
      name.startsWith("Checksum") && typeof value === "string" ? [[name, value]] : [],
    ),
  );
