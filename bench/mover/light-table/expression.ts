import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** A record as in DynamoDB's JSON. */
export type Item = Record<string, AttributeValue>;

export interface Placeholders {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** A reader of an expression, from beginning to end. Each returned function reads the next tokens, or throws. */
export const readExpression = (
  expression: string,
  { ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: Placeholders,
) => {
  const tokens = expression.match(/[#:]?\w+|<>|<=|\S/g) ?? [];
  let at = 0;
  const notUnderstood = () => new Error(`Not understood from "${tokens.slice(at).join(" ")}": ${expression}`);
  const take = (token: string): boolean => {
    const found = tokens[at] === token;
    if (found) at++;
    return found;
  };
  const expect = (token: string): void => {
    if (!take(token)) throw notUnderstood();
  };
  const name = (): string => {
    const token = tokens[at] ?? "";
    const found = token.startsWith("#") ? ExpressionAttributeNames[token] : /^\w+$/.exec(token)?.[0];
    if (found === undefined) throw notUnderstood();
    at++;
    return found;
  };
  /** A comma-separated list in parentheses. */
  const inParentheses = <T>(one: () => T): T[] => {
    expect("(");
    const all = commaSeparated(one);
    expect(")");
    return all;
  };
  const commaSeparated = <T>(one: () => T): T[] => {
    const all = [one()];
    while (take(",")) all.push(one());
    return all;
  };
  const operand = (item: Item): AttributeValue | undefined => {
    const token = tokens[at] ?? "";
    if (!token.startsWith(":")) return item[name()];
    const value = ExpressionAttributeValues[token];
    if (value === undefined) throw notUnderstood();
    at++;
    return value;
  };
  const end = (): void => {
    if (at < tokens.length) throw notUnderstood();
  };
  return { take, expect, name, operand, inParentheses, commaSeparated, end };
};
