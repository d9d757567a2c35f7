import { CompleteMultipartUploadCommand, type Part, type S3Client } from "@aws-sdk/client-s3";
import type { FileRecord } from "../domain/file.ts";
import { isPlan, partCountOf } from "../domain/plan.ts";
import type { ClientUpload, UploadedPart } from "../ports.ts";
import { isAborted, isBadDigest, isNoSuchUpload } from "./faults.ts";
import { listParts } from "./multipart.ts";

/** A client's multipart upload: list its parts, complete it. */
export const createClientUpload = (bucket: string, client: S3Client): ClientUpload => ({
  async uploadedParts(file, uploadId) {
    const count = isPlan(file) ? partCountOf(file) : undefined;
    const parts = await listParts(client, bucket, file.key_path, uploadId, count);
    return parts?.map(uploadedPart);
  },

  async completeUpload(file, uploadId, parts) {
    try {
      await client.send(
        new CompleteMultipartUploadCommand({
          Bucket: bucket,
          Key: file.key_path,
          UploadId: uploadId,
          MpuObjectSize: file.len,
          ...wholeChecksum(file),
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
      if (isBadDigest(error)) return { result: "checksum-differs" };
      if (isAborted(error)) return { result: "unanswered" };
      throw error;
    }
  },
});

/** A part as S3 lists it, in the form of our port. */
export const uploadedPart = ({
  PartNumber = 0,
  ETag = "",
  Size = 0,
  LastModified,
  ...part
}: Part): UploadedPart => ({
  number: PartNumber,
  etag: ETag,
  size: Size,
  checksums: checksumsIn(part),
  ...(LastModified && { last_modified: LastModified.toISOString() }),
});

/** With these members, S3 refuses to complete an upload whose bytes have another checksum. */
const wholeChecksum = ({ checksum, checksum_type }: FileRecord) =>
  checksum !== undefined && checksum_type !== undefined
    ? { ChecksumType: checksum_type, [`Checksum${checksum.algorithm}`]: checksum.value }
    : {};

/** The members ChecksumCRC32, ChecksumSHA256 … of a part. By their prefix, because S3 adds algorithms. */
const checksumsIn = (part: Partial<Part>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(part).flatMap(([name, value]) =>
      name.startsWith("Checksum") && typeof value === "string" ? [[name, value]] : [],
    ),
  );
