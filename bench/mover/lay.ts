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

/** A file whose bytes are in temp/. */
export interface Laid {
  record: FileRecord;
  etag: string;
}

/** As many messages as one invocation gets at the most: BatchSize in template.yaml. */
export const BATCH = 10;

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, ...Buffer.from("JFIF\0")]);

/** Random bytes that begin as a JPEG does: the mover looks, and is to find what was announced. */
export const jpegOf = (bytes: number): Buffer => {
  const jpeg = randomBytes(bytes);
  JPEG.copy(jpeg);
  return jpeg;
};

/** A record as POST /upload makes it. */
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

/** The object that files of a size are copied from. */
export const sow = async ({ s3, bucket: Bucket }: Servers, size: Size): Promise<void> => {
  await s3.send(new PutObjectCommand({ Bucket, Key: seedOf(size), Body: jpegOf(size.bytes) }));
};

/** So many files on their way: bytes in temp/, and in the table what POST /upload wrote. */
export const lay = async (
  { s3, bucket: Bucket, files }: Servers,
  size: Size,
  count: number,
): Promise<Laid[]> => {
  const laid: Laid[] = [];
  for (const batch of batchesOf(Array.from({ length: count }), BATCH)) {
    const lying = batch.map(async () => {
      const record = aRecord(size.bytes);
      const copy = { Bucket, Key: record.key_path, CopySource: `${Bucket}/${seedOf(size)}` };
      const { CopyObjectResult } = await s3.send(new CopyObjectCommand(copy));
      await files.create(record);
      return { record, etag: CopyObjectResult?.ETag ?? "" };
    });
    laid.push(...(await Promise.all(lying)));
  }
  return laid;
};

/**
 * Takes away what was moved, after a look that all of it was.
 * @throws Error where a file is not in dest/ with all its bytes, or still in temp/
 */
export const clear = async (servers: Servers, laid: readonly Laid[]): Promise<void> => {
  const { s3, bucket: Bucket } = servers;
  const left = await list(servers, "temp/");
  if (left.size > 0) throw new Error(`${left.size} files are still in temp/.`);
  const moved = await list(servers, "dest/");
  for (const { record } of laid)
    if (moved.get(record.dest_path) !== record.len) throw new Error(`${record.dest_path} is not whole.`);
  for (const batch of batchesOf([...moved.keys()], 1000))
    await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: batch.map((Key) => ({ Key })), Quiet: true } }),
    );
};

const list = async ({ s3, bucket: Bucket }: Servers, Prefix: string): Promise<Map<string, number>> => {
  const { Contents = [], IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  if (IsTruncated) throw new Error(`There is more in ${Prefix} than one page.`);
  return new Map(Contents.map(({ Key = "", Size = 0 }) => [Key, Size]));
};

/** @throws Error where the table does not say of every file that it is completed */
export const expectCompleted = async ({ files }: Servers, laid: readonly Laid[]): Promise<void> => {
  for (const { record } of laid) {
    const status = (await files.get(record.file_id))?.status;
    if (status !== "completed") throw new Error(`The record of ${record.key_path} says ${status}.`);
  }
};

export const batchesOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
