import { DeleteObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import reconciler from "../../../events/reconciler.json" with { type: "json" };
import { CONTEXT, dynamodb, ENVIRONMENT, OBJECT, recordOf, respondToAll, s3, sqs } from "./lambda.fixture.ts";

// The handler reads the environment when it is imported.
const { handler } = await import("../../../functions/reconciler/handler.ts");

beforeEach(respondToAll);

describe("the reconciler", () => {
  const run = () => handler(structuredClone(reconciler) as never, CONTEXT);
  const longAgo = { check_at: "2026-01-01T00:15:00.000Z", expires_at: "2026-01-01T00:15:00.000Z" };

  it("queues a due file and deletes a left-over object, with the limits of its environment", async () => {
    const stuck = recordOf("00000000-0000-4000-8000-000000000001", {
      status: "uploaded",
      attempts: 4,
      ...longAgo,
    });
    const moved = recordOf("00000000-0000-4000-8000-000000000002", { status: "completed" });
    const records = new Map([stuck, moved].map((record) => [record.file_id, record]));
    dynamodb.on(QueryCommand).callsFake(({ ExpressionAttributeValues: values }) => ({
      Items: values[":now"] && values[":shard"] === "0" ? [stuck] : [],
    }));
    dynamodb.on(GetCommand).callsFake(({ Key }) => ({ Item: records.get(Key.file_id) }));
    const ages = { [stuck.key_path]: 3500, [moved.key_path]: 3700 };
    const listed = Object.entries(ages).map(([Key, age]) => ({
      Key,
      ETag: OBJECT.ETag,
      LastModified: new Date(Date.now() - age * 1000),
    }));
    s3.on(ListObjectsV2Command).callsFake(({ StartAfter = "" }) => ({
      Contents: listed.filter(({ Key }) => Key > StartAfter),
    }));

    await expect(run()).resolves.toMatchObject({
      files: { requeued: 1 },
      objects: { removed: 1 },
      failed: 0,
      oldestUnfinishedSeconds: 0,
    });

    expect(sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input.QueueUrl)).toEqual([
      ENVIRONMENT.MOVE_QUEUE_URL,
    ]);
    expect(s3.commandCalls(DeleteObjectCommand).map(({ args }) => args[0].input)).toEqual([
      { Bucket: "malote-files", Key: moved.key_path, IfMatch: OBJECT.ETag },
    ]);
  });

  it("fails the invocation if the index cannot be read", async () => {
    s3.on(ListObjectsV2Command).resolves({});
    dynamodb.on(QueryCommand).rejects(new Error("away"));

    await expect(run()).rejects.toThrow("away");
  });
});
