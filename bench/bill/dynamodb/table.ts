import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type DynamoDBDocumentClientResolvedConfig,
  GetCommand,
  type GetCommandInput,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  UpdateCommand,
  type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { AwsStub } from "aws-sdk-client-mock";
import * as wire from "../../dynamodb/expression.ts";
import { entryOf, type Index } from "./indexes.ts";
import type { Item } from "./item-size.ts";
import { unitsOfQuery, unitsOfRead, unitsOfRefusal, unitsOfWrite, type WriteUnits } from "./units.ts";

/** What one request used. */
export interface Used {
  command: string;
  refused?: boolean;
  write?: WriteUnits;
  read?: number;
  /** The item that a write left. */
  item?: Item;
}

export type DocumentStub = AwsStub<
  ServiceInputTypes,
  ServiceOutputTypes,
  DynamoDBDocumentClientResolvedConfig
>;

/**
 * A table in memory behind a mocked document client. It runs the expressions of the requests that the service sends, and
 * counts the units of each from the items before and after it, and from the keys and projections of the indexes.
 */
export const meteredTable = (stub: DocumentStub, indexes: readonly Index[]) => {
  const items = new Map<string, Item>();
  const used: Used[] = [];

  const write = (command: string, id: string, input: PutCommandInput | UpdateCommandInput, after: Item) => {
    const before = items.get(id);
    if (input.ConditionExpression && !isTrue(input.ConditionExpression, before ?? {}, input)) {
      used.push({ command, refused: true, write: unitsOfRefusal(before) });
      throw new ConditionalCheckFailedException({
        message: "The conditional request failed",
        $metadata: {},
        ...(before && { Item: marshall(before) }),
      });
    }
    items.set(id, structuredClone(after));
    used.push({ command, write: unitsOfWrite(before, after, indexes), item: after });
    return { Attributes: after };
  };

  stub
    .on(PutCommand)
    .callsFake((input: PutCommandInput) =>
      write("PutItem", input.Item?.["file_id"], input, structuredClone(input.Item ?? {})),
    );
  stub.on(UpdateCommand).callsFake((input: UpdateCommandInput) => {
    const id = input.Key?.["file_id"];
    const before = items.get(id) ?? { ...input.Key };
    // DynamoDB evaluates the condition first. A refused write must not fail because of an attribute that does not exist.
    const passes =
      !input.ConditionExpression || isTrue(input.ConditionExpression, items.get(id) ?? {}, input);
    return write(
      "UpdateItem",
      id,
      input,
      passes ? updated(input.UpdateExpression ?? "", before, input) : before,
    );
  });
  stub.on(GetCommand).callsFake(({ Key, ConsistentRead = false }: GetCommandInput) => {
    const item = items.get(Key?.["file_id"]);
    used.push({ command: "GetItem", read: unitsOfRead(item, { consistent: ConsistentRead }) });
    return { ...(item && { Item: structuredClone(item) }) };
  });
  stub.on(BatchGetCommand).callsFake(({ RequestItems = {} }: BatchGetCommandInput) => {
    const found = Object.entries(RequestItems).map(([table, { Keys = [], ConsistentRead = false }]) => {
      const read = Keys.map(({ file_id }) => items.get(file_id));
      const units = read.map((item) => unitsOfRead(item, { consistent: ConsistentRead }));
      used.push({ command: "BatchGetItem", read: units.reduce((sum, count) => sum + count, 0) });
      return [table, structuredClone(read.filter((item) => item !== undefined))];
    });
    return { Responses: Object.fromEntries(found) };
  });
  stub.on(QueryCommand).callsFake((input: QueryCommandInput) => {
    const index = indexes.find(({ name }) => name === input.IndexName);
    if (!index) throw new Error(`there is no index ${input.IndexName}`);
    const [, sortKey = ""] = index.keys;
    const entries = [...items.values()]
      .map((item) => entryOf(item, index))
      .filter((entry) => entry !== undefined)
      .filter((entry) => isTrue(input.KeyConditionExpression ?? "", entry, input))
      .toSorted(
        (a, b) =>
          (String(a[sortKey]) < String(b[sortKey]) ? -1 : 1) * (input.ScanIndexForward === false ? -1 : 1),
      )
      .slice(0, input.Limit);
    used.push({ command: "Query", read: unitsOfQuery(entries) });
    return { Items: entries.filter((entry) => isTrue(input.FilterExpression ?? "", entry, input)) };
  });

  return { items, used };
};

export type MeteredTable = ReturnType<typeof meteredTable>;

interface Placeholders {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Item | undefined;
}

/** An item and the placeholders of an expression, as they are sent. */
const sent = (item: Item, { ExpressionAttributeNames, ExpressionAttributeValues = {} }: Placeholders) =>
  [
    marshalled(item),
    { ExpressionAttributeNames, ExpressionAttributeValues: marshalled(ExpressionAttributeValues) },
  ] as const;

const marshalled = (item: Item): wire.Item => marshall(item, { removeUndefinedValues: true });

const isTrue = (text: string, item: Item, placeholders: Placeholders): boolean =>
  wire.isTrue(text, ...sent(item, placeholders));

const updated = (text: string, item: Item, placeholders: Placeholders): Item =>
  unmarshall(wire.updated(text, ...sent(item, placeholders)));
