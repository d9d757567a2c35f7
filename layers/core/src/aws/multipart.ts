import { AbortMultipartUploadCommand, ListPartsCommand, type Part, type S3Client } from "@aws-sdk/client-s3";
import { isNoSuchUpload } from "./faults.ts";

/** S3's limit of parts in one page. */
export const PARTS_OF_A_PAGE = 1000;

/**
 * All parts of a multipart upload. Undefined if the upload does not exist, or no longer. A page begins after any part number,
 * so that all pages are read at once if the number of parts is known: 10 pages at the most.
 */
export const listParts = async (
  client: S3Client,
  bucket: string,
  key: string,
  uploadId: string,
  expected = 0,
): Promise<Part[] | undefined> => {
  const pageAfter = (after: number) =>
    client.send(
      new ListPartsCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        ...(after > 0 && { PartNumberMarker: String(after) }),
      }),
    );
  try {
    const starts = Array.from(
      { length: Math.max(1, Math.ceil(expected / PARTS_OF_A_PAGE)) },
      (_, i) => i * PARTS_OF_A_PAGE,
    );
    const pages = await Promise.all(starts.map(pageAfter));
    // Not paginateListParts: it continues while there is a marker, and servers send one with the last page, too.
    for (let last = pages.at(-1); last?.IsTruncated && last.NextPartNumberMarker; pages.push(last))
      last = await pageAfter(Number(last.NextPartNumberMarker));
    // If parts are missing, two pages have the same ones.
    const parts = new Map(pages.flatMap(({ Parts = [] }) => Parts.map((part) => [part.PartNumber, part])));
    return [...parts.values()];
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
