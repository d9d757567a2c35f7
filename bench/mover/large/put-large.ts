import { createHash } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { Servers } from "../servers.ts";
import { aRecord, jpegOf, type Upload } from "../uploads.ts";

const PART_BYTES = 64 * 1024 ** 2;

/**
 * Puts a file of any length into temp/, and creates its record. It uploads in parts, because one POST accepts at most
 * 5 GiB. All parts are different, so the digest would differ if a part were copied to the wrong place.
 * @returns the file, and the SHA-256 of its bytes
 */
export const putLarge = async (
  { s3, bucket: Bucket, files }: Servers,
  bytes: number,
  signal: AbortSignal,
): Promise<Upload & { digest: string }> => {
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
