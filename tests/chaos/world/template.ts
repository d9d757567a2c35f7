import { readFileSync } from "node:fs";
import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { parse } from "yaml";
import { templateFile } from "../../../local/stack/template.ts";

type Template = {
  Resources: {
    Files: { Properties: Omit<CreateTableCommandInput, "TableName"> };
    WebhookEndpoints: { Properties: Omit<CreateTableCommandInput, "TableName"> };
    Deliveries: { Properties: Omit<CreateTableCommandInput, "TableName"> };
    DeliveryQueue: {
      Properties: { VisibilityTimeout: number; RedrivePolicy: { maxReceiveCount: number } };
    };
    InboxQueue: { Properties: { RedrivePolicy: { maxReceiveCount: number } } };
    MoveQueue: { Properties: { VisibilityTimeout: number; RedrivePolicy: { maxReceiveCount: number } } };
  };
};

// CloudFormation's tags (!Ref, !Sub …) are ignored: the parser returns the value after the tag.
const { Resources }: Template = parse(readFileSync(templateFile, "utf8"), { logLevel: "error" });
const { Deliveries, DeliveryQueue, Files, InboxQueue, MoveQueue, WebhookEndpoints } = Resources;

type Table = Omit<CreateTableCommandInput, "TableName">;

/** The properties of a table in the template that matter for its behaviour. */
const tableOf = ({ Properties }: { Properties: Table }): Table => ({
  BillingMode: Properties.BillingMode,
  AttributeDefinitions: Properties.AttributeDefinitions,
  KeySchema: Properties.KeySchema,
  ...(Properties.GlobalSecondaryIndexes && { GlobalSecondaryIndexes: Properties.GlobalSecondaryIndexes }),
});

export const TABLE = tableOf(Files);
export const WEBHOOKS_TABLE = tableOf(WebhookEndpoints);
export const DELIVERIES_TABLE = tableOf(Deliveries);
export const DELIVERY_VISIBILITY_SECONDS = DeliveryQueue.Properties.VisibilityTimeout;
export const MAX_DELIVERY_RECEIVES = DeliveryQueue.Properties.RedrivePolicy.maxReceiveCount;

export const VISIBILITY_SECONDS = MoveQueue.Properties.VisibilityTimeout;
export const MAX_RECEIVES = MoveQueue.Properties.RedrivePolicy.maxReceiveCount;
export const MAX_INBOX_RECEIVES = InboxQueue.Properties.RedrivePolicy.maxReceiveCount;
