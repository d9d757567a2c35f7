import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Endpoint } from "../../domain/webhooks/endpoint.ts";
import type { Endpoints } from "../../domain/webhooks/ports.ts";
import { documentClient } from "../file-table.ts";

/** An endpoint that was deleted has nothing but this, until TTL removes it. */
type Deleted = { purge_at: number };

const isThere = (item: Endpoint | Deleted | undefined): item is Endpoint =>
  item !== undefined && !("purge_at" in item);

/**
 * The WebhookEndpoints table. It has few items, and all of them are read at once. It deletes by an update, because the code of
 * DeleteItem would be in a file of the layer that every function loads.
 */
export const createEndpointTable = (table: string, client = documentClient()): Endpoints => ({
  async list() {
    // MAX_ENDPOINTS items of a few KB, and thousands of deleted ones, are one page, which is up to 1 MB.
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
    return (Items as (Endpoint | Deleted)[]).filter(isThere);
  },

  async get(webhook_id) {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { webhook_id }, ConsistentRead: true }),
    );
    const found = Item as Endpoint | Deleted | undefined;
    return isThere(found) ? found : undefined;
  },

  async create(endpoint) {
    await client.send(new PutCommand({ TableName: table, Item: endpoint }));
  },

  save: (before, after) =>
    unlessRefused(
      client.send(
        new PutCommand({
          TableName: table,
          Item: after,
          ConditionExpression: "#version = :was",
          ExpressionAttributeNames: { "#version": "version" },
          ExpressionAttributeValues: { ":was": before.version },
        }),
      ),
    ),

  delete: (webhook_id, at) =>
    unlessRefused(
      client.send(
        new UpdateCommand({
          TableName: table,
          Key: { webhook_id },
          UpdateExpression: `SET purge_at = :at REMOVE ${REMOVED.map((name) => `#${name}`).join(", ")}`,
          ConditionExpression: "attribute_exists(webhook_id) AND attribute_not_exists(purge_at)",
          ExpressionAttributeNames: Object.fromEntries(REMOVED.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: { ":at": Math.floor(Date.parse(at) / 1000) },
        }),
      ),
    ),
});

/** Without a version, a write that read the endpoint before its delete is refused. */
const REMOVED = [
  "url",
  "secrets",
  "description",
  "owner",
  "event_types",
  "state",
  "state_since",
  "state_reason",
  "created_at",
  "updated_at",
  "version",
] satisfies (keyof Endpoint)[];

/** Whether a conditional write was made. */
export const unlessRefused = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
