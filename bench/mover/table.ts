import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { parse } from "yaml";
import { root } from "../../tools/paths.ts";

/** The Files table as template.yaml has it, indexes and all: a write keeps them up, which is part of what it takes. */
export const filesTable = (TableName: string): CreateTableCommandInput => {
  const { Resources } = parse(readFileSync(join(root, "template.yaml"), "utf8"), { logLevel: "error" }) as {
    Resources: { Files: { Properties: CreateTableCommandInput } };
  };
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = Resources.Files.Properties;
  return { TableName, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode };
};
