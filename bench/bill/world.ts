import { Readable } from "node:stream";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createFileIndexes, createFileTable } from "@malote/core/files";
import { createMoveQueue } from "@malote/core/queue";
import { createMoverStorage, createReconcilerStorage, createStorage } from "@malote/core/storage";
import { sdkStreamMixin } from "@smithy/core/serde";
import { mockClient } from "aws-sdk-client-mock";
import { aSteppingClock } from "#testing/builders.ts";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { readIndexes } from "./dynamodb/indexes.ts";
import { meteredTable, type Used } from "./dynamodb/table.ts";

/** The calls of one step of a file: what it used of the table, and the requests to S3 and SQS by their names. */
export interface Step {
  table: Used[];
  s3: string[];
  sqs: string[];
}

/** The bytes of every file of this world begin like a PNG. */
const PNG = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52,
]);
export const ETAG = "9b2cf535f27731c974343645a3985328";
const CRC64 = "rosUhgp5mIg=";
/** The checksum of every file that announces one. */
export const SHA256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const MISSING = Object.assign(new Error("not there"), {
  name: "NotFound",
  $metadata: { httpStatusCode: 404 },
});

/**
 * The real adapters over mocked clients. The table is in memory and counts its units. S3 has every object that it is asked
 * for, with `len` bytes.
 */
export const aBilledWorld = (len: number) => {
  const clients = {
    dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient(SDK_CONFIG)),
    s3: new S3Client(SDK_CONFIG),
    sqs: new SQSClient(SDK_CONFIG),
  };
  const stubs = {
    dynamodb: mockClient(clients.dynamodb),
    s3: mockClient(clients.s3),
    sqs: mockClient(clients.sqs),
  };
  const table = meteredTable(stubs.dynamodb, readIndexes());

  const etag = `"${ETAG}"`;
  const object = { ETag: etag, ContentLength: len, ChecksumCRC64NVME: CRC64 };
  let bytesThere = true;
  stubs.s3.on(HeadObjectCommand).callsFake(() => (bytesThere ? object : Promise.reject(MISSING)));
  stubs.s3.on(GetObjectCommand).callsFake(() => ({
    ...object,
    ContentRange: `bytes 0-${Math.min(len, 4100) - 1}/${len}`,
    Body: sdkStreamMixin(Readable.from([PNG])),
  }));
  // S3 returns the checksum that was requested.
  stubs.s3.on(CopyObjectCommand).callsFake(({ ChecksumAlgorithm }) => ({
    CopyObjectResult: ChecksumAlgorithm === "SHA256" ? { ETag: etag, ChecksumSHA256: SHA256 } : object,
  }));
  stubs.s3.on(DeleteObjectCommand).resolves({});
  stubs.s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "u".repeat(64) });
  stubs.s3.on(UploadPartCopyCommand).resolves({ CopyPartResult: { ETag: etag } });
  stubs.s3.on(CompleteMultipartUploadCommand).resolves(object);
  stubs.sqs.on(SendMessageCommand).resolves({});

  const time = aSteppingClock();
  const storage = createStorage("malote-files", clients.s3);
  const files = createFileTable("Files", clients.dynamodb);
  const ports = {
    files,
    storage,
    downloads: storage,
    queue: createMoveQueue("https://sqs.us-east-1.amazonaws.com/123456789012/move", clients.sqs),
    indexes: createFileIndexes("Files", clients.dynamodb),
    clock: time.clock,
  };

  const namesOf = (calls: { args: unknown[] }[]): string[] =>
    calls.map(({ args: [command] }) => (command as object).constructor.name.replace(/Command$/, ""));

  return {
    ports,
    mover: { ...ports, storage: createMoverStorage("malote-files", clients.s3) },
    reconciled: createReconcilerStorage("malote-files", clients.s3),
    hasBytes: (there: boolean) => {
      bytesThere = there;
    },
    items: table.items,
    pass: time.pass,
    /** Runs one step, and returns what it used. */
    async step(run: () => Promise<unknown>): Promise<Step> {
      const from = table.used.length;
      stubs.s3.resetHistory();
      stubs.sqs.resetHistory();
      await run();
      return {
        table: table.used.slice(from),
        s3: namesOf(stubs.s3.calls()),
        sqs: namesOf(stubs.sqs.calls()),
      };
    },
  };
};
