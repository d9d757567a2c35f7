import { isDeepStrictEqual } from "node:util";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type Item, type Placeholders, readExpression } from "./expression.ts";

/**
 * Whether a ConditionExpression is true. It supports `=`, `<>`, `<`, `<=`, `IN`, `attribute_exists`,
 * `attribute_not_exists`, AND, OR and parentheses.
 * @throws Error for anything else
 */
export const holds = (expression: string, item: Item, placeholders: Placeholders): boolean => {
  const { take, expect, operand, inParentheses, end } = readExpression(expression, placeholders);
  // Every term is read, also when the terms before it already decide the result: the parser must move past it.
  const anyOf = (): boolean => {
    let result = allOf();
    while (take("OR")) result = allOf() || result;
    return result;
  };
  const allOf = (): boolean => {
    let result = term();
    while (take("AND")) result = term() && result;
    return result;
  };
  const term = (): boolean => {
    if (take("(")) {
      const result = anyOf();
      expect(")");
      return result;
    }
    if (take("attribute_exists"))
      return inParentheses(() => operand(item)).every((value) => value !== undefined);
    if (take("attribute_not_exists"))
      return inParentheses(() => operand(item)).every((value) => value === undefined);
    const left = operand(item);
    if (take("=")) return equal(left, operand(item));
    if (take("<>")) return !equal(left, operand(item));
    if (take("<")) return less(left, operand(item));
    if (take("<=")) {
      const right = operand(item);
      return less(left, right) || equal(left, right);
    }
    expect("IN");
    return inParentheses(() => operand(item)).some((value) => equal(left, value));
  };
  const result = anyOf();
  end();
  return result;
};

const equal = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean =>
  a !== undefined && isDeepStrictEqual(a, b);

/** As in DynamoDB, the result is false when a value is missing or the types differ. */
const less = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean => {
  if (a?.N !== undefined && b?.N !== undefined) return Number(a.N) < Number(b.N);
  return a?.S !== undefined && b?.S !== undefined && a.S < b.S;
};
