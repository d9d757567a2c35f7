import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { aFile, FILE_ID } from "#testing/builders.ts";
import { anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { createDeliveries, createMoveQueue } from "./move-queue.ts";

const QUEUE = "https://sqs.eu-west-1.amazonaws.com/123456789012/moves";

const client = new SQSClient(SDK_CONFIG);
const sqs = mockClient(client);

beforeEach(() => {
  sqs.reset();
});

test("a message has exactly key_path, file_id and dest_path, also if it is created from a whole record", async () => {
  sqs.on(SendMessageCommand).resolves({});

  await createMoveQueue(QUEUE, client).send(aFile());

  expect(callsOf(sqs)).toStrictEqual([
    [
      "SendMessageCommand",
      {
        QueueUrl: QUEUE,
        MessageBody: `{"key_path":"temp/${FILE_ID}.jpg","file_id":"${FILE_ID}","dest_path":"dest/${FILE_ID}.jpg"}`,
      },
    ],
  ]);
});

test("a message that is not sent throws", async () => {
  const throttled = anSdkError("RequestThrottled", 403);
  sqs.on(SendMessageCommand).rejects(throttled);

  await expect(createMoveQueue(QUEUE, client).send(aFile())).rejects.toBe(throttled);
});

test("a delay sets the visibility timeout of the message", async () => {
  sqs.on(ChangeMessageVisibilityCommand).resolves({});

  await createDeliveries(QUEUE, client).delay("receipt-1", 40);

  expect(callsOf(sqs)).toStrictEqual([
    [
      "ChangeMessageVisibilityCommand",
      { QueueUrl: QUEUE, ReceiptHandle: "receipt-1", VisibilityTimeout: 40 },
    ],
  ]);
});
