import { type Item, isTrue, type Placeholders, updated } from "../../dynamodb/expression.ts";

export interface Input extends Placeholders {
  Key?: Item;
  Item?: Item;
  ConditionExpression?: string;
  UpdateExpression?: string;
  RequestItems?: Record<string, { Keys?: Item[] }>;
}

export type TableResponse = { status: 200 | 400; body: object };

/**
 * A table that needs almost no CPU. The mover is measured with it, because DynamoDB runs on other machines and needs no
 * CPU of the function either. It keeps records by `file_id`, and supports the four calls of createFileTable with the
 * options that it sends: an update returns the new record, and a refused write returns the record that refused it.
 *
 * It does not support: indexes, other tables, queries, deletes; signatures; limits, capacity, throttling; any option that these calls do not send. Numbers are exact up to 2^53. An unsupported expression is a
 * ValidationException, so that it never counts as true.
 */
export const createLightTable = (): ((operation: string, input: Input) => TableResponse) => {
  const items = new Map<string, Item>();

  const write = (input: Input, key: Item, after: (before: Item) => Item): TableResponse => {
    const id = idOf(key);
    const before = items.get(id);
    if (input.ConditionExpression && !isTrue(input.ConditionExpression, before ?? {}, input))
      return refusal("ConditionalCheckFailedException", "The conditional request failed", { Item: before });
    const written = after(before ?? key);
    items.set(id, written);
    return { status: 200, body: { Attributes: written } };
  };

  const operations: Record<string, (input: Input) => TableResponse> = {
    GetItem: ({ Key = {} }) => ({ status: 200, body: { Item: items.get(idOf(Key)) } }),
    BatchGetItem: ({ RequestItems = {} }) => {
      const found = Object.entries(RequestItems).map(([table, { Keys = [] }]) => [
        table,
        Keys.map((key) => items.get(idOf(key))).filter((item) => item !== undefined),
      ]);
      return { status: 200, body: { Responses: Object.fromEntries(found), UnprocessedKeys: {} } };
    },
    PutItem: ({ Item = {}, ...input }) => {
      const { status, body } = write(input, Item, () => Item);
      return { status, body: status === 200 ? {} : body };
    },
    UpdateItem: ({ Key = {}, UpdateExpression = "", ...input }) =>
      write(input, Key, (before) => updated(UpdateExpression, before, input)),
  };

  return (operation, input) => {
    const run = operations[operation];
    if (!run) return refusal("UnknownOperationException", operation);
    try {
      return run(input);
    } catch (error) {
      return refusal("ValidationException", String(error));
    }
  };
};

const idOf = ({ file_id }: Item): string => {
  if (file_id?.S === undefined) throw new Error("There is no file_id.");
  return file_id.S;
};

const refusal = (type: string, message: string, more: object = {}): TableResponse => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message, ...more },
});
