import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type Item, type Placeholders, readExpression } from "./expression.ts";

/**
 * The item after an UpdateExpression. It supports SET with a value, with a sum of two values, and with `list_append`; and
 * REMOVE.
 * @throws Error for anything else, and for an operand that the item does not have
 */
export const updated = (expression: string, item: Item, placeholders: Placeholders): Item => {
  const { take, expect, name, operand, inParentheses, commaSeparated, end } = readExpression(
    expression,
    placeholders,
  );
  const after = { ...item };
  const value = (): AttributeValue => {
    if (take("list_append"))
      return { L: inParentheses(() => operand(item)?.L ?? missing(expression)).flat() };
    const first = operand(item) ?? missing(expression);
    if (!take("+")) return first;
    const second = operand(item);
    return { N: String(Number(first.N ?? missing(expression)) + Number(second?.N ?? missing(expression))) };
  };
  if (take("SET"))
    commaSeparated(() => {
      const target = name();
      expect("=");
      after[target] = value();
    });
  if (take("REMOVE"))
    commaSeparated(() => {
      delete after[name()];
    });
  end();
  return after;
};

const missing = (expression: string): never => {
  throw new Error(`An operand is not in the item, or of another type: ${expression}`);
};
