import { holds } from "./condition.ts";
import type { Item, Placeholders } from "./expression.ts";
import { updated } from "./update.ts";

export interface Input extends Placeholders {
  Key?: Item;
  Item?: Item;
  ConditionExpression?: string;
  UpdateExpression?: string;
}

export type Answer = { status: 200 | 400; body: object };

/**
 * A table that takes next to nothing of the processor, for the mover to be measured with: as DynamoDB does, which
 * runs elsewhere. It keeps records by `file_id`, and answers the three calls that createFileTable makes, as that
 * makes them: an update returns what it wrote, and a refused write the record that stood in its way.
 *
 * It does not do: indexes, other tables, queries, deletes; signatures; limits, capacity, throttling; paths into an
 * attribute; any option that these calls do not send. Numbers are exact up to 2^53. An expression that it does not
 * understand is a ValidationException, so that none is taken for one that holds.
 */
export const createLightTable = (): ((operation: string, input: Input) => Answer) => {
  const items = new Map<string, Item>();

  const write = (input: Input, key: Item, after: (before: Item) => Item): Answer => {
    const id = idOf(key);
    const before = items.get(id);
    if (input.ConditionExpression && !holds(input.ConditionExpression, before ?? {}, input))
      return refusal("ConditionalCheckFailedException", "The conditional request failed", { Item: before });
    const written = after(before ?? key);
    items.set(id, written);
    return { status: 200, body: { Attributes: written } };
  };

  const operations: Record<string, (input: Input) => Answer> = {
    GetItem: ({ Key = {} }) => ({ status: 200, body: { Item: items.get(idOf(Key)) } }),
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

const refusal = (type: string, message: string, more: object = {}): Answer => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message, ...more },
});
