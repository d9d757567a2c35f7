import { Readable } from "node:stream";
import { CopyObjectCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import { ChangeMessageVisibilityCommand } from "@aws-sdk/client-sqs";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { RESERVE_MS } from "@malote/core/copies";
import { sdkStreamMixin } from "@smithy/core/serde";
import type { SQSBatchResponse } from "aws-lambda";
import { beforeEach, describe, expect, it, vi } from "vitest";
import moverMessage from "../../../events/mover-message.json" with { type: "json" };
import moverPoisoned from "../../../events/mover-poisoned.json" with { type: "json" };
import moverS3Event from "../../../events/mover-s3-event.json" with { type: "json" };
import { CONTEXT, dynamodb, ENVIRONMENT, OBJECT, recordOf, respondToAll, s3, sqs } from "./lambda.fixture.ts";

// The handler reads the environment when it is imported.
const { handler } = await import("../../../functions/mover/handler.ts");

beforeEach(respondToAll);

describe("the mover", () => {
  it.each([
    { sample: "mover-message.json", event: moverMessage },
    { sample: "mover-s3-event.json", event: moverS3Event },
  ])("moves the file of $sample", async ({ event }) => {
    await expect(move(event)).resolves.toEqual({ batchItemFailures: [] });

    expect(s3.commandCalls(CopyObjectCommand)).toHaveLength(1);
  });

  it("claims with the attempts of its environment, and for the time left of its invocation", async () => {
    const before = Date.now();
    await move(moverMessage);

    const values = dynamodb.commandCalls(UpdateCommand)[0]?.args[0].input.ExpressionAttributeValues;
    expect(values).toMatchObject({ ":max_attempts": 5, ":lease_owner": moverMessage.Records[0]?.messageId });
    expect(Date.parse(values?.[":lease_until"])).toBeGreaterThanOrEqual(before + 120_000);
  });

  it("refuses a program that is sent as a text, because its environment denies .exe", async () => {
    const program = Buffer.concat([Buffer.from("\x7fELF\x02\x01\x01", "latin1"), Buffer.alloc(57)]);
    dynamodb.on(UpdateCommand).callsFake(({ Key, ExpressionAttributeValues: values }) => ({
      Attributes: recordOf(Key.file_id, {
        status: values[":status"] ?? values[":processing"],
        content_type: "text/plain",
        len: program.length,
      }),
    }));
    s3.on(GetObjectCommand).callsFake(() => ({
      ...OBJECT,
      ContentLength: program.length,
      Body: sdkStreamMixin(Readable.from([program])),
    }));

    await move(moverMessage);

    expect(s3.commandCalls(CopyObjectCommand)).toHaveLength(0);
    expect(
      dynamodb.commandCalls(UpdateCommand).at(-1)?.args[0].input.ExpressionAttributeValues,
    ).toMatchObject({
      ":status": "error",
      ":error_code": "type-differs",
    });
  });

  it("moves nine files of a batch with one poisoned message, and returns only its id as failed", async () => {
    const poisoned = moverPoisoned.Records.find(({ body }) => !body.startsWith("{"));

    await expect(move(moverPoisoned)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: poisoned?.messageId }],
    });

    expect(s3.commandCalls(CopyObjectCommand)).toHaveLength(9);
    expect(sqs.commandCalls(ChangeMessageVisibilityCommand).map((call) => call.args[0].input)).toEqual([
      {
        QueueUrl: ENVIRONMENT.MOVE_QUEUE_URL,
        ReceiptHandle: poisoned?.receiptHandle,
        VisibilityTimeout: 0,
      },
    ]);
  });

  it("returns all ids if all messages fail, and does not fail the invocation", async () => {
    dynamodb.on(UpdateCommand).rejects(new Error("away"));

    const { batchItemFailures } = await move(moverPoisoned);

    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(
      moverPoisoned.Records.map(({ messageId }) => messageId).sort(),
    );
  });

  it("aborts its calls to S3 before Lambda ends the invocation", async () => {
    const context = { ...CONTEXT, getRemainingTimeInMillis: () => RESERVE_MS + 30 };
    await handler(structuredClone(moverMessage) as never, context);

    const sentOptions = s3
      .commandCalls(CopyObjectCommand)
      .map(({ args: [, options] }: { args: readonly unknown[] }) => options as { abortSignal: AbortSignal });
    expect(sentOptions).toHaveLength(1);
    await vi.waitUntil(() => sentOptions[0]?.abortSignal.aborted);
  });

  it("claims once for ten events of one key, and acknowledges all of them", async () => {
    const [record] = moverS3Event.Records;
    const Records = Array.from({ length: 10 }, (_, i) => ({
      ...record,
      messageId: `message-${i}`,
      body: record?.body.replace(/("sequencer":\s*)"[^"]*"/, `$1"00A${i}"`),
    }));

    await expect(move({ Records })).resolves.toEqual({ batchItemFailures: [] });

    const claims = dynamodb
      .commandCalls(UpdateCommand)
      .map(({ args: [{ input }] }) => input.ExpressionAttributeValues?.[":lease_owner"]);
    expect(claims.filter((owner) => owner !== undefined)).toEqual(["message-9"]);
    expect(s3.commandCalls(CopyObjectCommand)).toHaveLength(1);
  });

  it("makes no call for an event of another bucket", async () => {
    const event = JSON.parse(JSON.stringify(moverS3Event).replaceAll("malote-files", "another"));

    await expect(move(event)).resolves.toEqual({ batchItemFailures: [] });

    expect([...dynamodb.calls(), ...s3.calls()]).toEqual([]);
  });
});

/** The samples have fewer members than the event types of SQS. The handler does not read the missing ones. */
async function move(event: unknown): Promise<SQSBatchResponse> {
  return (await handler(structuredClone(event) as never, CONTEXT)) as SQSBatchResponse;
}
