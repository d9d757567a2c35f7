import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Versitygw } from "../../tools/servers/versitygw.ts";

export const BUCKET = "malote-bench";

/** The bucket of all contenders. It is empty before each measurement. */
export const createBucket = async ({ endpoint, accessKeyId, secretAccessKey }: Versitygw["server"]) => {
  const s3 = new S3Client({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });
  const Bucket = BUCKET;
  await s3.send(new CreateBucketCommand({ Bucket }));

  const objects = async () => {
    const all = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket }))
      all.push(...Contents);
    return all;
  };

  const uploads = async () => (await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? [];

  const bytesOf = async (Key: string | undefined, UploadId: string | undefined): Promise<number> => {
    let bytes = 0;
    let marker: string | undefined;
    // Not paginateListParts: versitygw sends a marker after the last page as well, and the pages would never end.
    do {
      const page = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker: marker }));
      for (const { Size = 0 } of page.Parts ?? []) bytes += Size;
      marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
    return bytes;
  };

  return {
    /**
     * Asserts that the bucket has exactly so many files and bytes, and deletes them. A multipart upload counts as a file,
     * because the mover completes it after the client has confirmed it.
     * @throws Error with what is there instead
     */
    async expectAndEmpty(files: number, bytes: number): Promise<void> {
      const sizes = (await objects()).map(({ Key, Size = 0 }) => ({ Key, Size }));
      const unfinished = await uploads();
      for (const { Key, UploadId } of unfinished) sizes.push({ Key, Size: await bytesOf(Key, UploadId) });
      const total = sizes.reduce((sum, { Size }) => sum + Size, 0);
      if (sizes.length !== files || total !== bytes)
        throw new Error(`The bucket has ${sizes.length} files of ${total} bytes, not ${files} of ${bytes}.`);
      for (const { Key, UploadId } of unfinished)
        await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
      const done = await objects();
      for (let i = 0; i < done.length; i += 1000) {
        const Objects = done.slice(i, i + 1000).map(({ Key = "" }) => ({ Key }));
        await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
      }
    },
    close: () => s3.destroy(),
  };
};

export type BenchBucket = Awaited<ReturnType<typeof createBucket>>;
