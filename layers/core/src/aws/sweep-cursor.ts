import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { SweepCursor } from "../ports.ts";
import { documentClient } from "./file-table.ts";

/**
 * The key of the cursor's item. No file has it, because the id of a file is a UUID. The item has no attribute of an index
 * and none of the TTL, so that only its key finds it.
 */
const KEY = { file_id: "cursor:temp/" };

/** The cursor of the sweep of temp/, an item of the Files table. */
export const createSweepCursor = (table: string, client = documentClient()): SweepCursor => ({
  async read() {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: KEY, ConsistentRead: true }));
    return typeof Item?.["after"] === "string" ? Item["after"] : "";
  },

  // Without a condition: of two runs at the same time, either cursor will do.
  async save(after) {
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: KEY,
        UpdateExpression: "SET #after = :after",
        ExpressionAttributeNames: { "#after": "after" },
        ExpressionAttributeValues: { ":after": after },
      }),
    );
  },
});
