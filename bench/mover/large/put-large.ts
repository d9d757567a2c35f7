import { createHash } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { aRecord, jpegOf, type Laid } from "../lay.ts";
import type { Servers } from "../servers.ts";

const PART_BYTES = 64 * 1024 ** 2;

/**
 * A file of any length in temp/, with its record; one POST takes no more than 5 GiB, so it goes up in parts. No two
 * parts are alike, so that one copied to another's place would show in the digest.
 * @returns the file, and the SHA-256 of its bytes
 */
export const putLarge = async (
  { s3, bucket: Bucket, files }: Servers,
  bytes: number,
  signal: AbortSignal,
): Promise<Laid & { digest: string }> => {
  const record = aRecord(bytes);
  const place = { Bucket, Key: record.key_path };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(place));
  const digest = createHash("sha256");
  const buffer = jpegOf(PART_BYTES);
  const Parts = [];
  for (let offset = 0, PartNumber = 1; offset < bytes; offset += PART_BYTES, PartNumber++) {
    signal.throwIfAborted();
    buffer.writeUInt32BE(PartNumber, 1024);
    const Body = buffer.subarray(0, Math.min(PART_BYTES, bytes - offset));
    digest.update(Body);
    const { ETag } = await s3.send(new UploadPartCommand({ ...place, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  const { ETag = "" } = await s3.send(
    new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts } }),
  );
  await files.create(record);
  return { record, etag: ETag, digest: digest.digest("hex") };
};
