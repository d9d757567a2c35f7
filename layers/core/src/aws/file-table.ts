import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { claimed, isClaimedAtOnce, mayClaim } from "../domain/claimable.ts";
import type { FileRecord } from "../domain/file.ts";
import type { Files, Written } from "../ports.ts";
import { claimUpdate } from "./claim-update.ts";
import { clientConfig } from "./client-config.ts";
import { getMany } from "./get-many.ts";
import { isThrottled, withoutThrottlingRetries } from "./throttled.ts";

export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig()));

/** Enough for the claims of one file. Each byte of a record counts towards its write units. */
const LEASE_ID_BYTES = 8;

/** The Files table. Each function makes one call (a claim up to three, and one more after a lost race; getMany three), and every write is conditional. */
export const createFileTable = (table: string, client = documentClient()): Files => {
  const update = async (
    input: Omit<UpdateCommand["input"], "TableName">,
    prepare: (command: UpdateCommand) => UpdateCommand = (command) => command,
  ): Promise<Written> => {
    try {
      const command = new UpdateCommand({
        ...input,
        TableName: table,
        ReturnValues: "ALL_NEW",
        // The current record of a refused write, without a second call.
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      const { Attributes } = await client.send(prepare(command));
      return { ok: true, file: Attributes as FileRecord };
    } catch (error) {
      return refusedBy(error);
    }
  };

  const get = async (fileId: string): Promise<FileRecord | undefined> => {
    const { Item } = await client.send(
      // Consistent, because a status must not be older than the last write.
      new GetCommand({ TableName: table, Key: { file_id: fileId }, ConsistentRead: true }),
    );
    return Item as FileRecord | undefined;
  };

  return {
    get,
    getMany: (fileIds, calls) => getMany(client, table, fileIds, calls === undefined ? {} : { calls }),

    async create(file) {
      try {
        await client.send(
          new PutCommand({
            TableName: table,
            Item: file,
            ConditionExpression: "attribute_not_exists(file_id)",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        );
        return { ok: true, file };
      } catch (error) {
        return ownWriteIsSuccess(refusedBy(error), file);
      }
    },

    async save(before, after) {
      return ownWriteIsSuccess(await update(saveUpdate(before, after)), after);
    },

    async claim(claim) {
      const lease_id = randomBytes(LEASE_ID_BYTES).toString("base64url");
      const input = claimUpdate({ ...claim, lease_id });
      const written = await update(input, withoutThrottlingRetries).catch(async (error: unknown) => {
        if (!isThrottled(error)) throw error;
        // Many claims of one file: it is most likely finished or held. A read shows that, and uses no write capacity.
        const current = await get(claim.file_id);
        const again = current && mayClaim(current, claim) && isClaimedAtOnce(current, claim);
        return again ? update(input) : ({ ok: false, current } as const);
      });
      const settled = ownClaimIsSuccess(written, lease_id);
      if (settled.ok || !settled.current || !mayClaim(settled.current, claim)) return settled;
      // Its entry in the index of open files must change.
      const { current } = settled;
      return ownClaimIsSuccess(
        await update(saveUpdate(current, claimed(current, claim, lease_id))),
        lease_id,
      );
    },
  };
};

/** The current record of a refused write. Any other error is thrown. */
const refusedBy = (error: unknown): Written => {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
  return { ok: false, current: error.Item && (unmarshall(error.Item) as FileRecord) };
};

/** The SDK may have sent a write twice, the first time with success. A record that equals ours is no refusal. */
const ownWriteIsSuccess = (written: Written, ours: FileRecord): Written =>
  !written.ok && written.current && isDeepStrictEqual(written.current, ours)
    ? { ok: true, file: ours }
    : written;

/** The SDK sent the claim twice: the first was written, but its response came too late. */
const ownClaimIsSuccess = (written: Written, leaseId: string): Written =>
  !written.ok && written.current?.lease_id === leaseId ? { ok: true, file: written.current } : written;

/** One UpdateItem of the members that differ, on the condition of the status and version of `before`. */
const saveUpdate = (before: FileRecord, after: FileRecord) => {
  const names: Record<string, string> = { "#status": "status", "#version": "version" };
  const values: Record<string, unknown> = { ":was": before.status, ":version_was": before.version };
  const set: string[] = [];
  const remove: string[] = [];
  for (const [name, value] of Object.entries(after) as [keyof FileRecord, unknown][]) {
    if (before[name] === value) continue;
    names[`#${name}`] = name;
    values[`:${name}`] = value;
    set.push(`#${name} = :${name}`);
  }
  for (const name of Object.keys(before)) {
    if (name in after) continue;
    names[`#${name}`] = name;
    remove.push(`#${name}`);
  }
  return {
    Key: { file_id: before.file_id },
    UpdateExpression: `SET ${set.join(", ")}${remove.length > 0 ? ` REMOVE ${remove.join(", ")}` : ""}`,
    ConditionExpression: "#status = :was AND #version = :version_was",
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
};
