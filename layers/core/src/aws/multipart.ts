import { AbortMultipartUploadCommand, ListPartsCommand, type Part, type S3Client } from "@aws-sdk/client-s3";
import { isNoSuchUpload } from "./faults.ts";

/** Every part of a multipart upload, all pages; undefined when there is no such upload (any more). */
export const listParts = async (
  client: S3Client,
  bucket: string,
  key: string,
  uploadId: string,
): Promise<Part[] | undefined> => {
  const parts: Part[] = [];
  let after: string | undefined;
  try {
    // Not paginateListParts: it asks on while there is a marker, and servers send one with the last page, too.
    do {
      const page = await client.send(
        new ListPartsCommand({
          Bucket: bucket,
          Key: key,
          UploadId: uploadId,
          ...(after !== undefined && { PartNumberMarker: after }),
        }),
      );
      parts.push(...(page.Parts ?? []));
      after = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (after !== undefined);
    return parts;
  } catch (error) {
    if (isNoSuchUpload(error)) return undefined;
    throw error;
  }
};

export const abortUpload = async (
  client: S3Client,
  bucket: string,
  key: string,
  uploadId: string,
): Promise<void> => {
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }));
  } catch (error) {
    if (!isNoSuchUpload(error)) throw error;
  }
};

/**
 * For a completion, with its retries: `withinMs` is the one limit. S3 answers 200 at once, then sends white
 * space for as long as it works, and tells at the end what came of it; servers that say nothing until then
 * would run into the client's time-out for a request.
 */
export const completionWithin = (withinMs: number) => ({
  abortSignal: AbortSignal.timeout(withinMs),
  requestTimeout: 0,
});
