import { AbortMultipartUploadCommand, ListPartsCommand, type Part, type S3Client } from "@aws-sdk/client-s3";
import { isNoSuchUpload } from "./faults.ts";

/** All parts of a multipart upload, from all pages. Undefined if the upload does not exist, or no longer. */
export const listParts = async (
  client: S3Client,
  bucket: string,
  key: string,
  uploadId: string,
): Promise<Part[] | undefined> => {
  const parts: Part[] = [];
  let after: string | undefined;
  try {
    // Not paginateListParts: it continues while there is a marker, and servers send one with the last page, too.
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
