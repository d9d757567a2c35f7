import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { anSdkError, SDK_CONFIG } from "#testing/sdk.ts";
import type { Queues } from "./queues.ts";
import { redrive } from "./redrive.ts";

export const client = new SQSClient(SDK_CONFIG);
export const sqs = mockClient(client);
export const QUEUE = { url: "https://sqs.example/1/move", arn: "arn:aws:sqs:eu-west-1:1:move" };
export const DLQ = { url: "https://sqs.example/1/dead", arn: "arn:aws:sqs:eu-west-1:1:dead" };
export const queues: Queues = { client, queue: QUEUE, dlq: DLQ };

/** The lines that the redrive printed. */
export const lines: string[] = [];
export const run = (dryRun = false) => redrive(queues, { dryRun, print: (line) => lines.push(line) });

/** Prepares a dead-letter queue with `count` messages. `tasks`: whether the service has move tasks. */
export const prepare = (count: number, { tasks = false } = {}) => {
  const dead: Message[] = Array.from({ length: count }, (_, i) => ({
    MessageId: `m${i}`,
    Body: `body ${i}`,
    ReceiptHandle: `r${i}`,
  }));
  const hidden = new Set<string>();
  const arrived: string[] = [];
  sqs.on(GetQueueAttributesCommand).callsFake(() => ({
    Attributes: { ApproximateNumberOfMessages: String(dead.length) },
  }));
  sqs.on(StartMessageMoveTaskCommand).resolves({ TaskHandle: "t" });
  sqs.on(ListMessageMoveTasksCommand).callsFake(() => {
    if (!tasks) throw anSdkError("InvalidAction", 400);
    return { Results: [] };
  });
  sqs.on(ReceiveMessageCommand).callsFake(({ MaxNumberOfMessages }) => {
    const Messages = dead
      .filter(({ MessageId = "" }) => !hidden.has(MessageId))
      .slice(0, MaxNumberOfMessages);
    for (const { MessageId = "" } of Messages) hidden.add(MessageId);
    return { Messages };
  });
  sqs.on(SendMessageCommand).callsFake(({ MessageBody }) => {
    arrived.push(MessageBody);
    return { MessageId: `sent ${MessageBody}` };
  });
  sqs.on(ChangeMessageVisibilityCommand).resolves({});
  sqs.on(DeleteMessageCommand).callsFake(({ ReceiptHandle }) => {
    dead.splice(
      dead.findIndex((message) => message.ReceiptHandle === ReceiptHandle),
      1,
    );
    return {};
  });
  return { dead, arrived, hidden };
};

/** Removes the recorded calls and lines. */
export const reset = () => {
  sqs.reset();
  lines.length = 0;
};
