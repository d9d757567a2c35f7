import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { copyPartBytes } from "../domain/copy-parts.ts";
import type { MoverStorage } from "../ports.ts";
import { isMissing } from "./faults.ts";
import { abortUpload } from "./multipart.ts";

/** Parts that one copy has under way at once, as the mover's own copies. */
const PARTS_AT_ONCE = 8;

/**
 * The copy of an object to another key, inside S3, within one invocation: 5 GiB are 5 parts of some 10 seconds, all at once. So it is for
 * files up to some 50 GiB.
 * @param cleaner aborts an upload that failed, also when the end of the invocation has aborted the calls of `client`
 */
export const createCopyObject =
  (bucket: string, client: S3Client, cleaner: S3Client): MoverStorage["copyObject"] =>
  async (from, to, parts) => {
    const found = await head(client, bucket, from);
    if (!found) return false;
    const size = found.ContentLength ?? 0;
    if (size > parts.thresholdBytes)
      await copyInParts(client, cleaner, bucket, { from, to }, found, copyPartBytes(size, parts));
    else
      await client.send(
        new CopyObjectCommand({
          Bucket: bucket,
          Key: to,
          CopySource: `${bucket}/${from}`,
          CopySourceIfMatch: found.ETag,
          // By default S3 copies the tags, which other tools may have set, and for which the role would need two more rights.
          TaggingDirective: "REPLACE",
        }),
      );
    return true;
  };

const head = async (
  client: S3Client,
  bucket: string,
  key: string,
): Promise<HeadObjectCommandOutput | undefined> => {
  try {
    return await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

const copyInParts = async (
  client: S3Client,
  cleaner: S3Client,
  bucket: string,
  { from, to }: { from: string; to: string },
  { ContentLength: size = 0, ContentType, ETag, Metadata }: HeadObjectCommandOutput,
  partBytes: number,
): Promise<void> => {
  const target = { Bucket: bucket, Key: to };
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ ...target, ContentType, Metadata }),
  );
  if (!UploadId) throw new Error("S3 began a multipart upload without an id");
  try {
    const Parts = await inGroups(Math.ceil(size / partBytes), async (i) => {
      const last = Math.min((i + 1) * partBytes, size) - 1;
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({
          ...target,
          UploadId,
          PartNumber: i + 1,
          CopySource: `${bucket}/${from}`,
          CopySourceIfMatch: ETag,
          CopySourceRange: `bytes=${i * partBytes}-${last}`,
        }),
      );
      return { PartNumber: i + 1, ETag: CopyPartResult?.ETag };
    });
    await client.send(
      new CompleteMultipartUploadCommand({
        ...target,
        UploadId,
        MpuObjectSize: size,
        MultipartUpload: { Parts },
      }),
    );
  } catch (error) {
    // The next attempt begins another upload. If the abort fails too, the lifecycle rule does it after 7 days.
    await abortUpload(cleaner, bucket, to, UploadId).catch(() => {});
    throw error;
  }
};

/** Runs `work` for 0 to `count` - 1, a few at once. When it fails, no work is under way any more. */
const inGroups = async <T>(count: number, work: (i: number) => Promise<T>): Promise<T[]> => {
  const done: T[] = [];
  for (let first = 0; first < count; first += PARTS_AT_ONCE) {
    const group = Array.from({ length: Math.min(PARTS_AT_ONCE, count - first) }, (_, i) => work(first + i));
    for (const outcome of await Promise.allSettled(group)) {
      if (outcome.status === "rejected") throw outcome.reason;
      done.push(outcome.value);
    }
  }
  return done;
};
