import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Delivery } from "../../domain/webhooks/delivery.ts";
import type { DueDelivery, WebhookDeliveries } from "../../domain/webhooks/ports.ts";
import { documentClient } from "../file-table.ts";
import { unlessRefused } from "./endpoint-table.ts";

const VERSION = { "#version": "version" };

/** The Deliveries table. Each function makes one call. */
export const createDeliveryTable = (table: string, client = documentClient()): WebhookDeliveries => ({
  async create(delivery) {
    await unlessRefused(
      client.send(
        new PutCommand({
          TableName: table,
          Item: delivery,
          ConditionExpression: "attribute_not_exists(webhook_id)",
        }),
      ),
    );
  },

  async get(webhook_id, delivery_id) {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { webhook_id, delivery_id }, ConsistentRead: true }),
    );
    return Item as Delivery | undefined;
  },

  save: (before, after) =>
    unlessRefused(
      client.send(
        new PutCommand({
          TableName: table,
          Item: after,
          ConditionExpression: "#version = :was",
          ExpressionAttributeNames: VERSION,
          ExpressionAttributeValues: { ":was": before.version },
        }),
      ),
    ),

  async list(webhook_id, limit, after) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "webhook_id = :webhook",
        ExpressionAttributeValues: { ":webhook": webhook_id },
        ScanIndexForward: false,
        Limit: limit,
        ...(after !== undefined && { ExclusiveStartKey: { webhook_id, delivery_id: after } }),
      }),
    );
    const next = LastEvaluatedKey?.["delivery_id"];
    return { deliveries: Items as Delivery[], ...(typeof next === "string" && { next }) };
  },

  async due(shard, now, limit) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: "due",
        KeyConditionExpression: "due_shard = :shard AND due_at <= :now",
        ExpressionAttributeValues: { ":shard": String(shard), ":now": now },
        Limit: limit,
      }),
    );
    return Items as DueDelivery[];
  },

  postpone: ({ webhook_id, delivery_id, version, due_at }, until) =>
    unlessRefused(
      client.send(
        new UpdateCommand({
          TableName: table,
          Key: { webhook_id, delivery_id },
          UpdateExpression: "SET due_at = :until",
          ConditionExpression: "#version = :was AND due_at = :due",
          ExpressionAttributeNames: VERSION,
          ExpressionAttributeValues: { ":until": until, ":was": version, ":due": due_at },
        }),
      ),
    ),
});
