import {
  CopyObjectCommand,
  type CopyObjectResult,
  DeleteObjectCommand,
  GetObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Checksum, FileRecord } from "../domain/file.ts";
import { stampOf } from "../domain/stamp.ts";
import type { MoverStorage } from "../ports.ts";
import { createClientUpload } from "./client-upload.ts";
import { wholeChecksums } from "./composite.ts";
import { createCopyObject } from "./copy-object.ts";
import { isMissing, isPreconditionFailed, statusOf } from "./faults.ts";
import { abortUpload } from "./multipart.ts";
import { createPartsCopy } from "./parts-copy.ts";
import { deleteObject, headObject } from "./storage.ts";

/** Enough bytes for the magic numbers of every type: the sample size that file-type recommends. */
const PEEK_BYTES = 4100;

/**
 * The adapter of the mover.
 * @param cleaner see createCopyObject
 */
export const createMoverStorage = (bucket: string, client: S3Client, cleaner = client): MoverStorage => ({
  ...createClientUpload(bucket, client),
  ...createPartsCopy(bucket, client),
  head: (key) => headObject(client, bucket, key),
  delete: (key) => deleteObject(client, bucket, key),
  abortUpload: (key, uploadId) => abortUpload(client, bucket, key, uploadId),

  async peek(key, { empty }) {
    const range = empty ? {} : { Range: `bytes=0-${PEEK_BYTES - 1}` };
    try {
      const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...range }));
      const size = sizeOf(found.ContentRange, found.ContentLength);
      // If the object is not empty, its size is enough to refuse it.
      const head = empty
        ? new Uint8Array()
        : ((await found.Body?.transformToByteArray()) ?? new Uint8Array());
      if (empty) await found.Body?.transformToWebStream().cancel();
      return { etag: found.ETag ?? "", size, head };
    } catch (error) {
      if (isMissing(error)) return undefined;
      // S3 refuses a range of an empty object: the object exists and is empty.
      if (statusOf(error) === 416) return { etag: "", size: 0, head: new Uint8Array() };
      throw error;
    }
  },

  async copy(file, etag, size) {
    try {
      const { CopyObjectResult } = await client.send(
        new CopyObjectCommand({
          Bucket: bucket,
          Key: file.dest_path,
          CopySource: `${bucket}/${file.key_path}`,
          CopySourceIfMatch: etag,
          // The first verified bytes win.
          IfNoneMatch: "*",
          MetadataDirective: "REPLACE",
          // By default S3 copies the tags, for which the role would need two more rights. A POST that is signed here has none.
          TaggingDirective: "REPLACE",
          ContentType: file.served_type ?? file.content_type,
          Metadata: stampOf(file, etag, size),
          ...algorithmFor(file),
        }),
      );
      return checksumDiffers(file.checksum, CopyObjectResult)
        ? { result: "checksum-differs", etag: CopyObjectResult?.ETag ?? etag }
        : { result: "copied", checksums: wholeChecksums(CopyObjectResult) };
    } catch (error) {
      if (isPreconditionFailed(error)) return { result: "precondition-failed" };
      if (isMissing(error)) return { result: "source-missing" };
      throw error;
    }
  },

  copyObject: createCopyObject(bucket, client, cleaner),

  async deleteIfMatch(key, etag) {
    try {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag }));
      return true;
    } catch (error) {
      if (isMissing(error)) return true;
      if (isPreconditionFailed(error)) return false;
      throw error;
    }
  },
});

/** Without a declared algorithm, S3 computes the checksum that it chooses. */
const algorithmFor = ({ checksum, checksum_algorithm }: FileRecord) => {
  const ChecksumAlgorithm = checksum?.algorithm ?? checksum_algorithm;
  return ChecksumAlgorithm === undefined ? {} : { ChecksumAlgorithm };
};

/** The size of the object, which is after the slash: "bytes 0-4099/482113". */
const sizeOf = (contentRange: string | undefined, contentLength: number | undefined): number =>
  Number(contentRange?.split("/")[1] ?? contentLength ?? 0);

/** S3 returns the checksum that it computed for the copy, so no extra call is needed. */
const checksumDiffers = (declared: Checksum | undefined, answer: CopyObjectResult | undefined): boolean => {
  if (!declared) return false;
  const computed = answer?.[`Checksum${declared.algorithm}`];
  return computed !== undefined && computed !== declared.value;
};
