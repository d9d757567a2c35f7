import { CopyObjectCommand } from "@aws-sdk/client-s3";
import { ChangeMessageVisibilityCommand } from "@aws-sdk/client-sqs";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { SQSBatchResponse } from "aws-lambda";
import { beforeEach, describe, expect, it, vi } from "vitest";
import moverMessage from "../../../events/mover-message.json" with { type: "json" };
import moverPoisoned from "../../../events/mover-poisoned.json" with { type: "json" };
import moverS3Event from "../../../events/mover-s3-event.json" with { type: "json" };
import { RESERVE_MS } from "../../../functions/mover/time-left.ts";
import { answerAll, CONTEXT, dynamodb, ENVIRONMENT, s3, sqs } from "./lambda.fixture.ts";

// The handler reads the environment as it is imported.
const { handler } = await import("../../../functions/mover/handler.ts");

beforeEach(answerAll);

describe("the mover", () => {
  it.each([
    { sample: "mover-message.json", event: moverMessage },
    { sample: "mover-s3-event.json", event: moverS3Event },
  ])("moves the file of $sample", async ({ event }) => {
    await expect(move(event)).resolves.toEqual({ batchItemFailures: [] });

    expect(s3.commandCalls(CopyObjectCommand)).toHaveLength(1);
  });

  it("claims with the attempts and until the time that its environment gives", async () => {
    const before = Date.now();
    await move(moverMessage);

    const values = dynamodb.commandCalls(UpdateCommand)[0]?.args[0].input.ExpressionAttributeValues;
    expect(values).toMatchObject({ ":max_attempts": 5, ":lease_owner": moverMessage.Records[0]?.messageId });
    expect(Date.parse(values?.[":lease_until"])).toBeGreaterThanOrEqual(before + 120_000);
  });

  it("one poisoned of ten: nine are moved, and exactly its id comes back", async () => {
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

  it("a batch in which all fail comes back as a whole, without the invocation failing", async () => {
    dynamodb.on(UpdateCommand).rejects(new Error("away"));

    const { batchItemFailures } = await move(moverPoisoned);

    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(
      moverPoisoned.Records.map(({ messageId }) => messageId).sort(),
    );
  });

  it("ends its calls to S3 before Lambda ends it", async () => {
    const almostOver = { ...CONTEXT, getRemainingTimeInMillis: () => RESERVE_MS + 30 };
    await handler(structuredClone(moverMessage) as never, almostOver);

    const ends = s3
      .commandCalls(CopyObjectCommand)
      .map(({ args: [, options] }: { args: readonly unknown[] }) => options as { abortSignal: AbortSignal });
    expect(ends).toHaveLength(1);
    await vi.waitUntil(() => ends[0]?.abortSignal.aborted);
  });

  it("leaves an event of another bucket alone", async () => {
    const event = JSON.parse(JSON.stringify(moverS3Event).replaceAll("malote-files", "another"));

    await expect(move(event)).resolves.toEqual({ batchItemFailures: [] });

    expect([...dynamodb.calls(), ...s3.calls()]).toEqual([]);
  });
});

/** JSON has fewer members than the types of SQS's events, which are not read here. */
async function move(event: unknown): Promise<SQSBatchResponse> {
  return (await handler(structuredClone(event) as never, CONTEXT)) as SQSBatchResponse;
}
