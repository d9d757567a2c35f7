import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { FileRecord } from "@malote/core";
import { createFileTable } from "@malote/core/files";
import { HttpResponse } from "@smithy/core/protocols";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import { SDK_CONFIG } from "#testing/sdk.ts";

const ERROR = "com.amazonaws.dynamodb.v20120810#";

/**
 * The adapter of the table over a client whose DynamoDB has one record, which no claim gets. It refuses `writes` claims with
 * that record, and then throttles every write, as DynamoDB does when one item gets too many. Reads succeed.
 */
export const throttlingTable = (record: () => FileRecord | undefined, writes: number) => {
  /** Every attempt that the SDK sent: UpdateItem, GetItem. */
  const attempts: string[] = [];
  let left = writes;
  const respond = (operation: string | undefined): [status: number, body: unknown] => {
    const current = record();
    const Item = current && marshall(current, { removeUndefinedValues: true });
    if (operation === "GetItem") return [200, { Item }];
    if (left-- > 0) return [400, { __type: `${ERROR}ConditionalCheckFailedException`, Item }];
    return [400, { __type: `${ERROR}ProvisionedThroughputExceededException` }];
  };
  const dynamodb = new DynamoDBClient({
    ...SDK_CONFIG,
    // As often as in the service. Only the pauses between the attempts are shorter.
    retryStrategy: new ConfiguredRetryStrategy(3, () => 1),
    requestHandler: {
      async handle({ headers }: { headers: Record<string, string> }) {
        const operation = headers["x-amz-target"]?.split(".")[1];
        attempts.push(operation ?? "");
        const [statusCode, body] = respond(operation);
        const type = { "content-type": "application/x-amz-json-1.0" };
        return {
          response: new HttpResponse({ statusCode, headers: type, body: Buffer.from(JSON.stringify(body)) }),
        };
      },
    } as never,
  });
  return { files: createFileTable("Files", DynamoDBDocumentClient.from(dynamodb)), attempts };
};
