import { randomUUID } from "node:crypto";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { clientConfig } from "../../../layers/core/src/aws/client-config.ts";
import { createMoverStorage } from "../../../layers/core/src/aws/mover-storage.ts";
import { createStorage } from "../../../layers/core/src/aws/storage.ts";
import type { FileRecord } from "../../../layers/core/src/domain/file.ts";
import { type NewFile, newFile } from "../../../layers/core/src/domain/new-file.ts";
import type { PresignedPost } from "../../../layers/core/src/ports.ts";
import type { S3Server } from "../servers/s3-server.ts";

export const EXPIRES_SECONDS = 300;

/** A client with the adapters' configuration. It uses path style, because no bucket name resolves here. */
export const s3ClientOf = (
  { endpoint, accessKeyId, secretAccessKey }: S3Server,
  overrides: S3ClientConfig = {},
): S3Client =>
  new S3Client({
    ...clientConfig(),
    ...overrides,
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });

/** A record as POST /upload writes it for these bytes. */
export const aFileOf = (bytes: Uint8Array | string, overrides: Partial<NewFile> = {}): FileRecord =>
  newFile(
    {
      file_id: randomUUID(),
      owner: randomUUID(),
      file_name: "note.txt",
      extension: ".txt",
      content_type: "text/plain",
      len: Buffer.byteLength(bytes),
      ...overrides,
    },
    new Date().toISOString(),
    EXPIRES_SECONDS,
  );

/** Creates a bucket, with the adapters and with an administrator's calls. */
export const createBucket = async (server: S3Server) => {
  const client = s3ClientOf(server);
  // Stores objects without a checksum, as a form without one does. By default the SDK adds a CRC32.
  const admin = s3ClientOf(server, { requestChecksumCalculation: "WHEN_REQUIRED" });
  const Bucket = `malote-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  return {
    client,
    name: Bucket,
    // As the client of the routes.
    storage: createStorage(Bucket, admin),
    mover: createMoverStorage(Bucket, client),

    put: (Key: string, Body: Uint8Array | string, ContentType = "text/plain") =>
      admin.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body), ContentType })),

    /** Reads the object under a key. */
    async read(Key: string) {
      const found = await client.send(new GetObjectCommand({ Bucket, Key }));
      return {
        bytes: Buffer.from((await found.Body?.transformToByteArray()) ?? []),
        type: found.ContentType,
        metadata: found.Metadata,
      };
    },

    async keys(): Promise<string[]> {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
      return Contents.map(({ Key }) => Key ?? "");
    },
  };
};

export type TestBucket = Awaited<ReturnType<typeof createBucket>>;

/** Posts the form as a browser does, with `file` as the last field. */
export const sendForm = async ({ url, fields }: PresignedPost, bytes: Uint8Array | string) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([typeof bytes === "string" ? bytes : new Uint8Array(bytes)]), "blob");
  const response = await fetch(url, { method: "POST", body: form });
  const text = await response.text();
  return { status: response.status, code: /<Code>(\w+)<\/Code>/.exec(text)?.[1] };
};
