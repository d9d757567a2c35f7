import { DecryptCommand, EncryptCommand } from "@aws-sdk/client-kms";
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type { Clients } from "./cloud.ts";

type Probe = (clients: Clients, named: (logicalId: string) => string) => Promise<unknown>;

const GHOST = "iam-probe";

/** The calls for a table of webhooks. Its writes have a condition that is never true. */
const table = (id: string, Key: Record<string, string>, index?: string): Record<string, Probe> => {
  const ConditionExpression = "attribute_exists(webhook_id) AND attribute_not_exists(webhook_id)";
  const query =
    (key: string, IndexName?: string): Probe =>
    ({ table }, named) =>
      table.send(
        new QueryCommand({
          TableName: named(id),
          ...(IndexName && { IndexName }),
          KeyConditionExpression: "#key = :value",
          ExpressionAttributeNames: { "#key": key },
          ExpressionAttributeValues: { ":value": GHOST },
        }),
      );
  return {
    [`dynamodb:GetItem ${id}`]: ({ table }, named) =>
      table.send(new GetCommand({ TableName: named(id), Key })),
    [`dynamodb:PutItem ${id}`]: ({ table }, named) =>
      table.send(new PutCommand({ TableName: named(id), Item: Key, ConditionExpression })),
    [`dynamodb:UpdateItem ${id}`]: ({ table }, named) =>
      table.send(new UpdateCommand({ TableName: named(id), Key, ConditionExpression })),
    [`dynamodb:DeleteItem ${id}`]: ({ table }, named) =>
      table.send(new DeleteCommand({ TableName: named(id), Key, ConditionExpression })),
    [`dynamodb:Scan ${id}`]: ({ table }, named) =>
      table.send(new ScanCommand({ TableName: named(id), Limit: 1 })),
    [`dynamodb:Query ${id}`]: query("webhook_id"),
    ...(index && { [`dynamodb:Query ${id}/index/${index}`]: query("due_shard", index) }),
  };
};

/** The calls for the tables and the key of webhooks. */
export const WEBHOOK_PROBES: Record<string, Probe> = {
  ...table("WebhookEndpoints", { webhook_id: GHOST }),
  ...table("Deliveries", { webhook_id: GHOST, delivery_id: GHOST }, "due"),
  "kms:Encrypt WebhookKey": ({ kms }, named) =>
    kms.send(new EncryptCommand({ KeyId: named("WebhookKey"), Plaintext: Buffer.from(GHOST) })),
  "kms:Decrypt WebhookKey": ({ kms }, named) =>
    kms.send(new DecryptCommand({ KeyId: named("WebhookKey"), CiphertextBlob: Buffer.from(GHOST) })),
};
