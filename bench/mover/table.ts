import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { parse } from "yaml";
import { root } from "../../tools/paths.ts";

/** The Files table of template.yaml, with its indexes, because their updates are part of the cost of a write. */
export const filesTable = (TableName: string): CreateTableCommandInput => {
  const { Resources } = parse(readFileSync(join(root, "template.yaml"), "utf8"), { logLevel: "error" }) as {
    Resources: { Files: { Properties: CreateTableCommandInput } };
  };
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = Resources.Files.Properties;
  return { TableName, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode };
};
