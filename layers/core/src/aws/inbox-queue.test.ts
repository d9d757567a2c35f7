import { SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { createInboxQueue } from "./inbox-queue.ts";

const client = new SQSClient(SDK_CONFIG);
const sqs = mockClient(client);
const QueueUrl = "https://sqs.eu-west-1.amazonaws.com/123456789012/inbox";
const queue = createInboxQueue(QueueUrl, client);

beforeEach(() => {
  sqs.reset();
});

test("an event is queued again as it came", async () => {
  await queue.send({ Records: [{ eventName: "ObjectCreated:Put" }] });
  expect(callsOf(sqs)).toEqual([
    ["SendMessageCommand", { QueueUrl, MessageBody: '{"Records":[{"eventName":"ObjectCreated:Put"}]}' }],
  ]);
});

test("a message is delayed on the same queue", async () => {
  await queue.delay("receipt", 20);
  expect(callsOf(sqs)).toEqual([
    ["ChangeMessageVisibilityCommand", { QueueUrl, ReceiptHandle: "receipt", VisibilityTimeout: 20 }],
  ]);
});
