import { Readable } from "node:stream";
import { CognitoIdentityProviderClient, ListUsersCommand } from "@aws-sdk/client-cognito-identity-provider";
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { FileRecord } from "@malote/core";
import { createFileIndexes, createFileTable, createSweepCursor } from "@malote/core/files";
import { createMoveQueue } from "@malote/core/queue";
import { createStorage } from "@malote/core/storage";
import { sdkStreamMixin } from "@smithy/core/serde";
import { mockClient } from "aws-sdk-client-mock";
import { aClock, aFileOf, aJpeg, OWNER } from "#testing/builders.ts";
import { createUserPool } from "../../../layers/core/src/aws/user-pool.ts";

// Every call to AWS costs money. The tests of this folder list each call of an operation, in order.

const REGION = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
};
const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient(REGION));
export const s3 = new S3Client(REGION);
const sqs = new SQSClient(REGION);
const cognito = new CognitoIdentityProviderClient(REGION);
export const mocks = {
  dynamodb: mockClient(dynamodb),
  s3: mockClient(s3),
  sqs: mockClient(sqs),
  cognito: mockClient(cognito),
};

const files = createFileTable("files", dynamodb);
export const indexes = createFileIndexes("files", dynamodb);
export const cursor = createSweepCursor("files", dynamodb);
const storage = createStorage("malote-files", s3);
const queue = createMoveQueue("https://sqs.us-east-1.amazonaws.com/123456789012/move", sqs);
export const users = createUserPool("us-east-1_Example", cognito);
export const ports = { files, storage, downloads: storage, queue, clock: aClock() };

export const BYTES = aJpeg();
export const file = (overrides: Partial<FileRecord> = {}): FileRecord => aFileOf(BYTES, overrides);
export const OBJECT = { ETag: '"e"', ContentLength: BYTES.length };
export const MISSING = Object.assign(new Error("not there"), {
  name: "NotFound",
  $metadata: { httpStatusCode: 404 },
});

/** The names of all calls, in the order in which they were made. */
export const billedCalls = (): string[] =>
  [...mocks.dynamodb.calls(), ...mocks.s3.calls(), ...mocks.sqs.calls(), ...mocks.cognito.calls()]
    .sort((a, b) => (a.calledBefore(b) ? -1 : 1))
    .map((call) => call.args[0].constructor.name);

/** Resets all mocks, and makes every service respond with success. */
export const respondToAll = () => {
  for (const mock of Object.values(mocks)) mock.reset();
  mocks.dynamodb.on(PutCommand).resolves({});
  mocks.dynamodb.on(QueryCommand).resolves({ Items: [file()] });
  mocks.dynamodb.on(UpdateCommand).callsFake(({ ExpressionAttributeValues: values }) => ({
    Attributes: file({
      status: values[":status"] ?? values[":processing"] ?? values[":was"],
      version: 2,
      attempts: 1,
    }),
  }));
  mocks.s3.on(HeadObjectCommand).resolves(OBJECT);
  mocks.s3
    .on(GetObjectCommand)
    .callsFake(() => ({ ...OBJECT, Body: sdkStreamMixin(Readable.from([BYTES])) }));
  mocks.s3.on(CopyObjectCommand).resolves({ CopyObjectResult: OBJECT });
  mocks.s3.on(DeleteObjectCommand).resolves({});
  mocks.s3.on(AbortMultipartUploadCommand).resolves({});
  mocks.s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "upload-1" });
  mocks.s3.on(ListPartsCommand).resolves({ Parts: [] });
  mocks.s3.on(CompleteMultipartUploadCommand).resolves({ ETag: '"whole"' });
  mocks.sqs.on(SendMessageCommand).resolves({});
  mocks.cognito.on(ListUsersCommand).resolves({ Users: [{ Attributes: [{ Name: "sub", Value: OWNER }] }] });
};

/** The error of DynamoDB if the record `found` makes it refuse a write. */
export const conditionFailed = (found: FileRecord) =>
  new ConditionalCheckFailedException({
    message: "The conditional request failed",
    $metadata: {},
    Item: marshall(found),
  });

/** Sets the record that the next reads return. */
export const setRecord = (overrides: Partial<FileRecord> = {}) =>
  mocks.dynamodb.on(GetCommand).resolves({ Item: file(overrides) });
