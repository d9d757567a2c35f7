import { CopyObjectCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import { ChangeMessageVisibilityCommand } from "@aws-sdk/client-sqs";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { SQSBatchResponse } from "aws-lambda";
import { beforeEach, describe, expect, it } from "vitest";
import sample from "../../../events/inbox.json" with { type: "json" };
import { CONTEXT, dynamodb, ENVIRONMENT, OBJECT, respondToAll, s3, sqs } from "./lambda.fixture.ts";

// The handler reads the environment when it is imported.
const { handler } = await import("../../../functions/inbox/handler.ts");

const KEY = "inbox/5f0e8a52-70c1-7051-3a4b-9c8d7e6f5a4b/reports/2026/May report.jpg";

beforeEach(respondToAll);

describe("the function of inbox/", () => {
  const run = () => handler(structuredClone(sample) as never, CONTEXT) as Promise<SQSBatchResponse>;

  it("takes the object of its sample", async () => {
    dynamodb.on(PutCommand).resolves({});

    await expect(run()).resolves.toEqual({ batchItemFailures: [] });

    const file = dynamodb.commandCalls(PutCommand)[0]?.args[0].input.Item ?? {};
    expect(file).toMatchObject({ file_name: "May report.jpg", path: "reports/2026", status: "pending" });
    expect(s3.commandCalls(CopyObjectCommand)[0]?.args[0].input).toMatchObject({
      Bucket: ENVIRONMENT.BUCKET,
      Key: file["key_path"],
      CopySource: `${ENVIRONMENT.BUCKET}/${KEY.replace(" ", "%20")}`,
      CopySourceIfMatch: OBJECT.ETag,
    });
    expect(s3.commandCalls(DeleteObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: ENVIRONMENT.BUCKET,
      Key: KEY,
      IfMatch: OBJECT.ETag,
    });
  });

  it("accepts what the routes accept, by its environment", async () => {
    dynamodb.on(PutCommand).resolves({});
    const event = JSON.parse(JSON.stringify(sample).replace("report.jpg", "report.scr"));

    await handler(event, CONTEXT);

    expect(dynamodb.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject({
      status: "error",
      error_code: "type-not-allowed",
    });
    expect(s3.commandCalls(CopyObjectCommand)).toEqual([]);
  });

  it("fails the message alone, and delays it on its own queue", async () => {
    dynamodb.on(PutCommand).rejects(new Error("away"));

    await expect(run()).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sample.Records[0]?.messageId }],
    });
    expect(sqs.commandCalls(ChangeMessageVisibilityCommand)[0]?.args[0].input).toMatchObject({
      QueueUrl: ENVIRONMENT.INBOX_QUEUE_URL,
      VisibilityTimeout: 10,
    });
  });
});
