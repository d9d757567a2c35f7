import { GetObjectCommand, ListMultipartUploadsCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { paginateScan } from "@aws-sdk/lib-dynamodb";
import type { FileRecord } from "../../../layers/core/src/domain/file.ts";
import type { World } from "./world.ts";

/** Every record, by its file's id. */
export const records = async ({ documents: client, table }: World): Promise<Map<string, FileRecord>> => {
  const found = new Map<string, FileRecord>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true }))
    for (const item of Items as FileRecord[]) found.set(item.file_id, item);
  return found;
};

export const keysUnder = async ({ s3: client, bucket }: World, prefix: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
    keys.push(...Contents.map(({ Key = "" }) => Key));
  return keys;
};

export const readObject = async ({ s3, bucket }: World, key: string) => {
  const { Body, ContentType, Metadata } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return {
    bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(),
    type: ContentType,
    metadata: Metadata ?? {},
  };
};

/** The keys of multipart uploads that were begun and neither completed nor aborted. */
export const openUploads = async ({ s3, bucket }: World): Promise<string[]> => {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return Uploads.map(({ Key = "" }) => Key);
};

/** Messages on the queue, those under way included. */
export const queueDepth = async ({ sqs }: World, url: string): Promise<number> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
  );
  return (
    Number(Attributes["ApproximateNumberOfMessages"]) +
    Number(Attributes["ApproximateNumberOfMessagesNotVisible"])
  );
};
