import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "vitest";
import { client, DLQ, forget, QUEUE, queues, sqs } from "./dead-letters.fixture.ts";
import { openQueues } from "./queues.ts";

beforeEach(forget);

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

  test("belong together", async () => {
    attributes(DLQ.arn);
    await expect(open()).resolves.toEqual(queues);
  });

  test.each([
    ["another", "arn:aws:sqs:eu-west-1:1:other"],
    ["none", undefined],
  ])("are refused where the move queue's dead letters go to %s", async (_, target) => {
    attributes(target);
    await expect(open()).rejects.toThrow("does not send its dead letters to");
  });

  test("that cannot be read are trouble", async () => {
    sqs.on(GetQueueAttributesCommand).rejects(new Error("no such queue"));
    await expect(open()).rejects.toThrow(/cannot be read: no such queue/);
  });
});
