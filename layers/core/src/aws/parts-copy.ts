import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import type { CrcAlgorithm } from "../domain/file.ts";
import { stampOf } from "../domain/stamp.ts";
import { crcOf } from "../domain/verified.ts";
import type { PartsCopy } from "../ports.ts";
import { wholeChecksums } from "./composite.ts";
import { isAborted, isConflict, isMissing, isNoSuchUpload, isPreconditionFailed } from "./faults.ts";
import { listParts } from "./multipart.ts";

/** The copy in parts, by S3's multipart calls. UploadPartCopy copies inside S3, so no byte passes through the function. */
export const createPartsCopy = (bucket: string, client: S3Client): PartsCopy => ({
  async startCopy(file, etag, size) {
    const algorithm = crcOf(file);
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({
        Bucket: bucket,
        Key: file.dest_path,
        ContentType: file.served_type ?? file.content_type,
        Metadata: stampOf(file, etag, size),
        ...(algorithm && { ChecksumAlgorithm: algorithm, ChecksumType: "FULL_OBJECT" }),
      }),
    );
    if (!UploadId) throw new Error("S3 began a multipart upload and told no id");
    return UploadId;
  },

  async copiedParts(file, uploadId) {
    const count = Math.ceil(file.len / (file.copy_part_bytes ?? Number.POSITIVE_INFINITY));
    const parts = await listParts(client, bucket, file.dest_path, uploadId, count);
    return parts?.map(({ PartNumber = 0, ETag = "", Size = 0, ...part }) => ({
      number: PartNumber,
      etag: ETag,
      size: Size,
      ...checksumIn(part, crcOf(file)),
    }));
  },

  async copyPart(file, uploadId, { number, first, last }, etag) {
    try {
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({
          Bucket: bucket,
          Key: file.dest_path,
          UploadId: uploadId,
          PartNumber: number,
          CopySource: `${bucket}/${file.key_path}`,
          CopySourceIfMatch: etag,
          CopySourceRange: `bytes=${first}-${last}`,
        }),
      );
      const checksum = checksumIn(CopyPartResult, crcOf(file));
      return {
        result: "copied",
        part: { number, etag: CopyPartResult?.ETag ?? "", size: last - first + 1, ...checksum },
      };
    } catch (error) {
      if (isPreconditionFailed(error)) return { result: "source-changed" };
      if (isMissing(error)) return { result: "source-missing" };
      if (isNoSuchUpload(error)) return { result: "upload-gone" };
      throw error;
    }
  },

  async completeCopy(file, uploadId, parts, size) {
    const algorithm = crcOf(file);
    try {
      const copy = await client.send(
        new CompleteMultipartUploadCommand({
          Bucket: bucket,
          Key: file.dest_path,
          UploadId: uploadId,
          // The first verified bytes win.
          IfNoneMatch: "*",
          MpuObjectSize: size,
          MultipartUpload: {
            Parts: parts.map(({ number, etag, checksum }) => ({
              PartNumber: number,
              ETag: etag,
              ...(algorithm && checksum !== undefined && { [`Checksum${algorithm}`]: checksum }),
            })),
          },
        }),
      );
      // A server may only have COMPOSITE. Then the checksum is not compared here; the upload enforced it before.
      const checksums = wholeChecksums(copy);
      const computed = file.checksum && checksums[file.checksum.algorithm];
      return computed !== undefined && computed !== file.checksum?.value
        ? { result: "checksum-differs", etag: copy.ETag ?? "" }
        : { result: "copied", checksums };
    } catch (error) {
      if (isPreconditionFailed(error)) return { result: "precondition-failed" };
      if (isNoSuchUpload(error)) return { result: "upload-gone" };
      if (isConflict(error)) return { result: "conflict" };
      if (isAborted(error)) return { result: "unanswered" };
      throw error;
    }
  },
});

const checksumIn = (
  response: { [A in CrcAlgorithm as `Checksum${A}`]?: string | undefined } | undefined,
  algorithm: CrcAlgorithm | undefined,
): { checksum?: string } => {
  const checksum = algorithm && response?.[`Checksum${algorithm}`];
  return checksum === undefined ? {} : { checksum };
};
