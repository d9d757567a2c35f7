import { expect } from "vitest";

type Expressions = {
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
};

/** DynamoDB refuses a placeholder that is not defined, and a definition that no expression uses. */
export const expectPlaceholdersMatch = (input: Expressions): void => {
  const used = `${input.UpdateExpression} ${input.ConditionExpression}`.match(/[#:]\w+/g) ?? [];
  const defined = [
    ...Object.keys(input.ExpressionAttributeNames ?? {}),
    ...Object.keys(input.ExpressionAttributeValues ?? {}),
  ];
  expect([...new Set(used)].sort()).toEqual(defined.sort());
};
