import { GetObjectCommand, ListMultipartUploadsCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { paginateScan } from "@aws-sdk/lib-dynamodb";
import type { FileRecord } from "../../../layers/core/src/domain/file.ts";
import { UUID } from "../../../layers/core/src/domain/keys.ts";
import type { Places } from "./types.ts";

/** Every record, by file id. The reconciler's cursor is an item too, but no record. In a shared world, this function and those below return only the test's own files. */
export const records = async (world: Places): Promise<Map<string, FileRecord>> => {
  const { documents: client, table } = world;
  const found = new Map<string, FileRecord>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true }))
    for (const item of Items as FileRecord[])
      if (UUID.test(item.file_id) && concerns(world, item.file_id)) found.set(item.file_id, item);
  return found;
};

const concerns = ({ isShared, labels }: Places, text: string): boolean =>
  !isShared || [...labels.keys()].some((id) => text.includes(id));

export const keysUnder = async (world: Places, prefix: string): Promise<string[]> => {
  const { s3: client, bucket } = world;
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
    keys.push(...Contents.map(({ Key = "" }) => Key));
  return keys.filter((key) => concerns(world, key));
};

export const readObject = async ({ s3, bucket }: Places, key: string) => {
  const { Body, ContentType, Metadata } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return {
    bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(),
    type: ContentType,
    metadata: Metadata ?? {},
  };
};

/** The keys of open multipart uploads. */
export const openUploads = async (world: Places): Promise<string[]> => {
  const { Uploads = [] } = await world.s3.send(new ListMultipartUploadsCommand({ Bucket: world.bucket }));
  return Uploads.map(({ Key = "" }) => Key).filter((key) => concerns(world, key));
};

/** The number of messages on the queue, including messages in flight. */
export const queueDepth = async ({ sqs }: Places, url: string): Promise<number> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
  );
  return (
    Number(Attributes["ApproximateNumberOfMessages"]) +
    Number(Attributes["ApproximateNumberOfMessagesNotVisible"])
  );
};

/** The number of the test's own dead letters: at most ten in a shared world. */
export const deadLetters = async (world: Places): Promise<number> => {
  if (!world.isShared) return queueDepth(world, world.dlqUrl);
  const { Messages = [] } = await world.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: world.dlqUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return Messages.filter(({ Body = "" }) => concerns(world, Body)).length;
};
