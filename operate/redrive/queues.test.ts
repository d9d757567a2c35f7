import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "vitest";
import { client, DLQ, QUEUE, queues, reset, sqs } from "./dead-letters.fixture.ts";
import { openQueues } from "./queues.ts";

beforeEach(reset);

describe("the two queues", () => {
  const attributes = (deadLetterTargetArn?: string) => {
    sqs.on(GetQueueAttributesCommand, { QueueUrl: DLQ.url }).resolves({ Attributes: { QueueArn: DLQ.arn } });
    sqs.on(GetQueueAttributesCommand, { QueueUrl: QUEUE.url }).resolves({
      Attributes: {
        QueueArn: QUEUE.arn,
        ...(deadLetterTargetArn && { RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) }),
      } as Record<string, string>,
    });
  };
  const open = () => openQueues({ client, queueUrl: QUEUE.url, dlqUrl: DLQ.url });

  test("are accepted when they belong together", async () => {
    attributes(DLQ.arn);
    await expect(open()).resolves.toEqual(queues);
  });

  test.each([
    ["another queue", "arn:aws:sqs:eu-west-1:1:other"],
    ["no queue", undefined],
  ])("are refused when the move queue sends its dead letters to %s", async (_, target) => {
    attributes(target);
    await expect(open()).rejects.toThrow("does not send its dead letters to");
  });

  test("are refused when they cannot be read", async () => {
    sqs.on(GetQueueAttributesCommand).rejects(new Error("no such queue"));
    await expect(open()).rejects.toThrow(/cannot be read: no such queue/);
  });
});
