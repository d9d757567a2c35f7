import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import {
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { FileRecord } from "@malote/core";
import { sdkStreamMixin } from "@smithy/core/serde";
import type { Context } from "aws-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, vi } from "vitest";
import { aFileOf, aJpeg } from "#testing/builders.ts";

// What the tests of handlers share: they call each handler with the samples of events/, as Lambda does.

export const ENVIRONMENT = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  POWERTOOLS_LOG_LEVEL: "SILENT",
  POWERTOOLS_METRICS_DISABLED: "true",
  FILES_TABLE: "files",
  BUCKET: "malote-files",
  MOVE_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/move",
  INBOX_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/inbox",
  EVENT_BUS: "malote-test",
  WEBHOOKS_TABLE: "webhooks",
  DELIVERIES_TABLE: "deliveries",
  DELIVERY_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/deliveries",
  DELIVERY_DEAD_LETTER_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/dead-deliveries",
  WEBHOOK_KEY_ID: "arn:aws:kms:us-east-1:123456789012:key/1a2b3c4d-5e6f-4071-8a9b-0c1d2e3f4a5b",
  LOCAL_WEBHOOKS: "false",
  MAX_FILE_BYTES: "1000000",
  ALLOWED_TYPES: "image/*, application/pdf",
  DENIED_EXTENSIONS: "exe, scr",
  UPLOAD_EXPIRY_SECONDS: "900",
  USER_POOL_ID: "us-east-1_Example",
  USER_POOL_CLIENT_ID: "1example23456789",
  SELF_SIGN_UP: "false",
  CHECK_OWNERS: "true",
  DOWNLOAD_DOMAIN: "",
  DOWNLOAD_KEY_ID: "",
  DOWNLOAD_PRIVATE_KEY: "",
  MAX_ATTEMPTS: "5",
  LEFTOVER_AGE_SECONDS: "3600",
  STACK_NAME: "malote-test",
  MULTIPART_THRESHOLD_BYTES: "536870912",
  COPY_PART_BYTES: "134217728",
  COPY_MAX_PART_BYTES: "1073741824",
  MIN_PART_BYTES: "8388608",
  MAX_PART_BYTES: "67108864",
};
for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
afterAll(() => {
  vi.unstubAllEnvs();
});

export const dynamodb = mockClient(DynamoDBDocumentClient);
export const s3 = mockClient(S3Client);
export const sqs = mockClient(SQSClient);
export const kms = mockClient(KMSClient);
export const cognito = mockClient(CognitoIdentityProviderClient);

export const CONTEXT: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: "malote",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:malote",
  memoryLimitInMB: "512",
  awsRequestId: "f0e1d2c3-b4a5-4697-8879-6a5b4c3d2e1f",
  logGroupName: "malote",
  logStreamName: "stream",
  getRemainingTimeInMillis: () => 120_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

const BYTES = aJpeg();
export const OBJECT = { ETag: '"9e107d9d372bb6826bd81d3542a419d6"', ContentLength: BYTES.length };

/** The file of the sample of /upload-parts, which comes in parts. */
const PLAN_ID = "1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f";
const PLAN: Partial<FileRecord> = {
  upload_id: "upload-1",
  part_bytes: 8 * 1024 ** 2,
  checksum_algorithm: "CRC32",
  expires_at: "2999-01-01T00:00:00.000Z",
};

/** The record of the file with this id. */
export const recordOf = (fileId: string, overrides: Partial<FileRecord> = {}): FileRecord =>
  aFileOf(BYTES, {
    ...(fileId === PLAN_ID && PLAN),
    file_id: fileId,
    key_path: `temp/${fileId}.jpg`,
    dest_path: `dest/${fileId}.jpg`,
    ...overrides,
  });

/** Resets all mocks, and makes every service respond with success. */
export const respondToAll = () => {
  for (const mock of [dynamodb, s3, sqs, kms, cognito]) mock.reset();
  dynamodb.on(ScanCommand).resolves({ Items: [] });
  kms.on(EncryptCommand).resolves({ CiphertextBlob: Buffer.from("encrypted") });
  dynamodb.on(GetCommand).callsFake(({ Key }) => ({ Item: recordOf(Key.file_id) }));
  dynamodb.on(UpdateCommand).callsFake(({ Key, ExpressionAttributeValues: values }) => ({
    Attributes: recordOf(Key.file_id, { status: values[":status"] ?? values[":processing"], attempts: 1 }),
  }));
  dynamodb.on(QueryCommand).resolves({ Items: [] });
  s3.on(DeleteObjectCommand).resolves({});
  s3.on(HeadObjectCommand).resolves(OBJECT);
  s3.on(GetObjectCommand).callsFake(() => ({ ...OBJECT, Body: sdkStreamMixin(Readable.from([BYTES])) }));
  s3.on(CopyObjectCommand).resolves({ CopyObjectResult: OBJECT });
};

/** The error of DynamoDB if the record `found` makes it refuse a write. */
export const conditionFailed = (found: FileRecord) =>
  new ConditionalCheckFailedException({
    message: "The conditional request failed",
    $metadata: { httpStatusCode: 400 },
    Item: marshall(found),
  });

export type RouteResponse = { statusCode: number; headers: Record<string, string>; body: string };

/** A sample event of events/. */
export const sample = (name: string): unknown => JSON.parse(readFileSync(`events/${name}.json`, "utf8"));

/** JSON has fewer members than the types of API Gateway's and SQS's events, which are not read here. */
export const call = async (name: string, event: unknown): Promise<RouteResponse> => {
  // The handler reads the environment as it is imported.
  const { handler } = await import(`../../../functions/${name}/handler.ts`);
  return handler(structuredClone(event), CONTEXT);
};
