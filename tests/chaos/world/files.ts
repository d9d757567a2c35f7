import { createHash, randomUUID } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { createFileTable } from "../../../layers/core/src/aws/file-table.ts";
import { createStorage } from "../../../layers/core/src/aws/storage.ts";
import type { FileRecord } from "../../../layers/core/src/domain/file.ts";
import { type NewFile, newFile } from "../../../layers/core/src/domain/new-file.ts";
import { sendForm } from "../../real/storage/bucket.ts";
import type { World } from "./types.ts";

/** The lifetime of a presigned POST in the template. */
export const EXPIRY_SECONDS = 900;

export type TestFile = {
  record: FileRecord;
  /** The announced bytes. */
  bytes: Uint8Array;
};

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A requested file: its record is written, and its bytes have not arrived. */
export const aFile = async (
  world: World,
  label: string,
  bytes: Uint8Array = Buffer.from(`the bytes of ${label}`),
  { record, ...overrides }: Partial<NewFile> & { record?: Partial<FileRecord> } = {},
): Promise<TestFile> => {
  const requested = newFile(
    {
      file_id: randomUUID(),
      owner: randomUUID(),
      file_name: `${label}.bin`,
      extension: ".bin",
      content_type: "application/octet-stream",
      len: bytes.length,
      ...overrides,
    },
    world.clock().toISOString(),
    EXPIRY_SECONDS,
  );
  const file = { ...requested, ...record };
  world.labels.set(file.file_id, label);
  const { ok } = await createFileTable(world.table, world.documents).create(file);
  if (!ok) throw new Error(`the record of ${label} exists already`);
  return { record: file, bytes };
};

/** Sends bytes with the form of POST /upload, as the client does. */
export const post = async (world: World, { record, bytes }: TestFile, others = bytes): Promise<void> => {
  const form = await createStorage(world.bucket, world.s3).presignPost(record, EXPIRY_SECONDS);
  const { status, code } = await sendForm(form, others);
  if (status !== 204) throw new Error(`the form got ${status} ${code}`);
};

/** Puts bytes under the key of the form, also bytes that the form refuses. */
export const put = async (world: World, { record, bytes }: TestFile, others = bytes): Promise<void> => {
  await world.s3.send(
    new PutObjectCommand({
      Bucket: world.bucket,
      Key: record.key_path,
      Body: others,
      ContentType: record.content_type,
    }),
  );
};

/** A file whose bytes are in temp/. */
export const aSentFile = async (...args: Parameters<typeof aFile>): Promise<TestFile> => {
  const file = await aFile(...args);
  await post(args[0], file);
  return file;
};

/** The file's owner, as a caller. */
export const ownerOf = ({ record }: TestFile) => ({ sub: record.owner, groups: [] });
