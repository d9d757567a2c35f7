import { createHash, randomBytes } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadRequest,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect } from "vitest";
import type { FileRecord } from "../../../layers/core/src/domain/file.ts";
import { aFileOf, type TestBucket } from "../storage/bucket.ts";
import { aMover } from "./world.ts";

/** The smallest part that S3 accepts. The third part is shorter. */
export const PART_BYTES = 5 * 1024 ** 2;
export const SENT = randomBytes(2 * PART_BYTES + 1234);
const A_FILE = { file_name: "backup.bin", extension: ".bin", content_type: "application/octet-stream" };

const partOf = (number: number): Buffer => SENT.subarray((number - 1) * PART_BYTES, number * PART_BYTES);
const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A file with a client's multipart upload that has these parts and is not completed. */
export const aClientUpload = async (
  bucket: TestBucket,
  parts: readonly number[] = [1, 2, 3],
  checksums: Pick<CreateMultipartUploadRequest, "ChecksumAlgorithm" | "ChecksumType"> = {},
) => {
  const file = aFileOf(SENT, A_FILE);
  const { client, name: Bucket } = bucket;
  const { UploadId = "" } = await client.send(
    new CreateMultipartUploadCommand({ Bucket, Key: file.key_path, ...checksums }),
  );
  const upload = { Bucket, Key: file.key_path, UploadId };
  const { ChecksumAlgorithm } = checksums;
  const send = (number: number) =>
    client.send(
      new UploadPartCommand({
        ...upload,
        PartNumber: number,
        Body: partOf(number),
        ...(ChecksumAlgorithm && { ChecksumAlgorithm }),
      }),
    );
  for (const number of parts) await send(number);
  const record: FileRecord = { ...file, upload_id: UploadId };
  return {
    file: record,
    mover: aMover(bucket, record),
    send,

    /** Completes the upload, as another mover does. */
    async complete() {
      const { Parts = [] } = await client.send(new ListPartsCommand(upload));
      const MultipartUpload = { Parts: Parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag })) };
      await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
    },
  };
};

export type TestUpload = Awaited<ReturnType<typeof aClientUpload>>;

export const uploadsIn = async ({ client, name }: TestBucket): Promise<(string | undefined)[]> => {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: name }));
  return Uploads.map(({ UploadId }) => UploadId);
};

/** Asserts that the bytes are in dest/ only, and that the record is completed. */
export const expectArrived = async (bucket: TestBucket, { file, mover }: TestUpload): Promise<void> => {
  expect(await bucket.keys()).toEqual([file.dest_path]);
  expect(digest((await bucket.read(file.dest_path)).bytes)).toBe(digest(SENT));
  expect(mover.record()).toMatchObject({ status: "completed" });
  expect(mover.record()).not.toHaveProperty("upload_id");
};
