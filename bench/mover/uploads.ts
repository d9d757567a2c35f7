import { randomBytes, randomUUID } from "node:crypto";
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import type { FileRecord } from "../../layers/core/src/domain/file.ts";
import { newFile } from "../../layers/core/src/domain/new-file.ts";
import type { Size } from "./options.ts";
import type { Servers } from "./servers.ts";

/** A file with bytes in temp/ and a record in the table. */
export interface Upload {
  record: FileRecord;
  etag: string;
}

/** The most messages in one invocation: BatchSize in template.yaml. */
export const BATCH = 10;

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, ...Buffer.from("JFIF\0")]);

/** Random bytes with the first bytes of a JPEG, because the mover checks that the type is the declared one. */
export const jpegOf = (bytes: number): Buffer => {
  const jpeg = randomBytes(bytes);
  JPEG.copy(jpeg);
  return jpeg;
};

/** A record as POST /upload creates it. */
export const aRecord = (len: number): FileRecord =>
  newFile(
    {
      file_id: randomUUID(),
      owner: randomUUID(),
      file_name: "photo.jpg",
      extension: ".jpg",
      content_type: "image/jpeg",
      len,
    },
    new Date().toISOString(),
    900,
  );

const seedOf = ({ name }: Size): string => `seed/${name}`;

/** Puts the object from which the uploads of a size are copied. */
export const putSeed = async ({ s3, bucket: Bucket }: Servers, size: Size): Promise<void> => {
  await s3.send(new PutObjectCommand({ Bucket, Key: seedOf(size), Body: jpegOf(size.bytes) }));
};

/** Creates uploads: bytes in temp/, and the records that POST /upload would write. */
export const createUploads = async (
  { s3, bucket: Bucket, files }: Servers,
  size: Size,
  count: number,
): Promise<Upload[]> => {
  const uploads: Upload[] = [];
  for (const batch of batchesOf(Array.from({ length: count }), BATCH)) {
    const uploading = batch.map(async () => {
      const record = aRecord(size.bytes);
      const copy = { Bucket, Key: record.key_path, CopySource: `${Bucket}/${seedOf(size)}` };
      const { CopyObjectResult } = await s3.send(new CopyObjectCommand(copy));
      await files.create(record);
      return { record, etag: CopyObjectResult?.ETag ?? "" };
    });
    uploads.push(...(await Promise.all(uploading)));
  }
  return uploads;
};

/**
 * Verifies that every upload was moved, and deletes the moved files.
 * @throws Error when a file is still in temp/, or is not in dest/ with all its bytes
 */
export const verifyAndDelete = async (servers: Servers, uploads: readonly Upload[]): Promise<void> => {
  const { s3, bucket: Bucket } = servers;
  const left = await list(servers, "temp/");
  if (left.size > 0) throw new Error(`${left.size} files are still in temp/.`);
  const moved = await list(servers, "dest/");
  for (const { record } of uploads)
    if (moved.get(record.dest_path) !== record.len) throw new Error(`${record.dest_path} is incomplete.`);
  for (const batch of batchesOf([...moved.keys()], 1000))
    await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: batch.map((Key) => ({ Key })), Quiet: true } }),
    );
};

const list = async ({ s3, bucket: Bucket }: Servers, Prefix: string): Promise<Map<string, number>> => {
  const { Contents = [], IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  if (IsTruncated) throw new Error(`${Prefix} has more objects than one page.`);
  return new Map(Contents.map(({ Key = "", Size = 0 }) => [Key, Size]));
};

/** @throws Error when a record does not have status `completed` */
export const expectCompleted = async ({ files }: Servers, uploads: readonly Upload[]): Promise<void> => {
  for (const { record } of uploads) {
    const status = (await files.get(record.file_id))?.status;
    if (status !== "completed") throw new Error(`The record of ${record.key_path} has status ${status}.`);
  }
};

export const batchesOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
