import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteObjectsCommand,
  GetBucketNotificationConfigurationCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { inject } from "vitest";
import { sourceOf } from "../../local/stack/resources.ts";

/** Reads and writes of the stack behind the API, to prepare a test or to check its outcome. */
const stack = inject("stack");
export const config = sourceOf(stack);
const s3 = new S3Client({ ...config, forcePathStyle: true });
const sqs = new SQSClient(config);
const table = DynamoDBDocumentClient.from(new DynamoDBClient(config));
const Bucket = stack.bucket;

export const keysUnder = async (prefix: string): Promise<string[]> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
  return Contents.map(({ Key }) => Key ?? "");
};

export const headOf = (key: string) => s3.send(new HeadObjectCommand({ Bucket, Key: key }));

/** Puts bytes under a key, as only an administrator can. */
export const putObject = (key: string, body: string) =>
  s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body, ContentType: "text/plain" }));

/** Deletes up to 1,000 objects. */
export const deleteObjects = (keys: string[]) =>
  s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }));

/** Runs `work` while S3 sends no notifications, as if they were lost. */
export const withoutNotifications = async (work: () => Promise<void>): Promise<void> => {
  const { $metadata, ...notifications } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket }),
  );
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }));
  try {
    await work();
  } finally {
    await s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: notifications }),
    );
  }
};

export const sendMessages = (bodies: string[]) =>
  sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: stack.queue_url,
      Entries: bodies.map((MessageBody, i) => ({ Id: String(i), MessageBody })),
    }),
  );

export const deadLetters = async (): Promise<string[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: stack.dlq_url, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return Messages.map(({ Body }) => Body ?? "");
};

export const queueDepth = async (): Promise<number> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: stack.queue_url, AttributeNames: ["All"] }),
  );
  return (
    Number(Attributes["ApproximateNumberOfMessages"]) +
    Number(Attributes["ApproximateNumberOfMessagesNotVisible"])
  );
};

/** Sets a record to `expired`, as the reconciler does. */
export const expireRecord = (fileId: string) =>
  table.send(
    new UpdateCommand({
      TableName: stack.table,
      Key: { file_id: fileId },
      UpdateExpression: "SET #status = :expired, #version = #version + :one",
      ExpressionAttributeNames: { "#status": "status", "#version": "version" },
      ExpressionAttributeValues: { ":expired": "expired", ":one": 1 },
    }),
  );

/** Sets attributes of a record, and adds one to its version like any write. */
export const changeRecord = (fileId: string, attributes: Record<string, unknown>) =>
  table.send(
    new UpdateCommand({
      TableName: stack.table,
      Key: { file_id: fileId },
      UpdateExpression: `SET ${Object.keys(attributes).map((name) => `#${name} = :${name}`)}, #version = #version + :one`,
      ExpressionAttributeNames: Object.fromEntries(
        [...Object.keys(attributes), "version"].map((name) => [`#${name}`, name]),
      ),
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value])),
        ":one": 1,
      },
    }),
  );

/** The record in the table. */
export const recordOf = async (fileId: string): Promise<Record<string, unknown>> => {
  const { Item = {} } = await table.send(
    new GetCommand({ TableName: stack.table, Key: { file_id: fileId }, ConsistentRead: true }),
  );
  return Item;
};

/** Deletes a record, as if the table were lost, and returns it. */
export const deleteRecord = async (fileId: string): Promise<Record<string, unknown>> => {
  const record = await recordOf(fileId);
  await table.send(new DeleteCommand({ TableName: stack.table, Key: { file_id: fileId } }));
  return record;
};

/** Puts a record back, as if the table were restored. */
export const restoreRecord = (record: Record<string, unknown>) =>
  table.send(new PutCommand({ TableName: stack.table, Item: record }));
