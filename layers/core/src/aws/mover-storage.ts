import {
  CopyObjectCommand,
  type CopyObjectResult,
  DeleteObjectCommand,
  GetObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Checksum } from "../domain/file.ts";
import { stampOf } from "../domain/stamp.ts";
import type { MoverStorage } from "../ports.ts";
import { createClientUpload } from "./client-upload.ts";
import { isMissing, isPreconditionFailed, statusOf } from "./faults.ts";
import { abortUpload } from "./multipart.ts";
import { createPartsCopy } from "./parts-copy.ts";
import { deleteObject, headObject } from "./storage.ts";

/** As many bytes as the magic numbers of any type need (the sample size that file-type asks for). */
const PEEK_BYTES = 4100;

/** The bucket as the mover uses it. */
export const createMoverStorage = (bucket: string, client: S3Client): MoverStorage => ({
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
      // An object that should be empty and is not: its size says enough.
      const head = empty
        ? new Uint8Array()
        : ((await found.Body?.transformToByteArray()) ?? new Uint8Array());
      if (empty) await found.Body?.transformToWebStream().cancel();
      return { etag: found.ETag ?? "", size, head };
    } catch (error) {
      if (isMissing(error)) return undefined;
      // No range of an empty object can be had: it is there, and it is empty.
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
          ContentType: file.content_type,
          Metadata: stampOf(file, etag, size),
          ...(file.checksum && { ChecksumAlgorithm: file.checksum.algorithm }),
        }),
      );
      return checksumDiffers(file.checksum, CopyObjectResult)
        ? { result: "checksum-differs", etag: CopyObjectResult?.ETag ?? etag }
        : { result: "copied" };
    } catch (error) {
      if (isPreconditionFailed(error)) return { result: "precondition-failed" };
      if (isMissing(error)) return { result: "source-missing" };
      throw error;
    }
  },

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

/** "bytes 0-4099/482113": the object's size is behind the slash. */
const sizeOf = (contentRange: string | undefined, contentLength: number | undefined): number =>
  Number(contentRange?.split("/")[1] ?? contentLength ?? 0);

/** S3 answers the checksum it computed of the copy: no extra call. */
const checksumDiffers = (declared: Checksum | undefined, answer: CopyObjectResult | undefined): boolean => {
  if (!declared) return false;
  const computed = answer?.[`Checksum${declared.algorithm}`];
  return computed !== undefined && computed !== declared.value;
};
