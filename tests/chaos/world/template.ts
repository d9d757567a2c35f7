import { readFileSync } from "node:fs";
import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { parse } from "yaml";
import { templateFile } from "../../../local/stack/template.ts";

type Template = {
  Resources: {
    Files: { Properties: Omit<CreateTableCommandInput, "TableName"> };
    InboxQueue: { Properties: { RedrivePolicy: { maxReceiveCount: number } } };
    MoveQueue: { Properties: { VisibilityTimeout: number; RedrivePolicy: { maxReceiveCount: number } } };
  };
};

// CloudFormation's tags (!Ref, !Sub …) are ignored: the parser returns the value after the tag.
const { Resources }: Template = parse(readFileSync(templateFile, "utf8"), { logLevel: "error" });
const { Files, InboxQueue, MoveQueue } = Resources;

/** The properties of the table in the template that matter for its behaviour. */
export const TABLE: Omit<CreateTableCommandInput, "TableName"> = {
  BillingMode: Files.Properties.BillingMode,
  AttributeDefinitions: Files.Properties.AttributeDefinitions,
  KeySchema: Files.Properties.KeySchema,
  GlobalSecondaryIndexes: Files.Properties.GlobalSecondaryIndexes,
};

export const VISIBILITY_SECONDS = MoveQueue.Properties.VisibilityTimeout;
export const MAX_RECEIVES = MoveQueue.Properties.RedrivePolicy.maxReceiveCount;
export const MAX_INBOX_RECEIVES = InboxQueue.Properties.RedrivePolicy.maxReceiveCount;
