import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import type { TimeLeft } from "../../../functions/mover/ports.ts";
import { VISIBILITY_SECONDS } from "./template.ts";
import type { Functions, World } from "./types.ts";

/** Gives the process that a batch is handed to, and how much time it has. */
export type Invocation = { process: Pick<Functions, "receive" | "isDead">; time?: TimeLeft };

/**
 * Lambda's event source mapping: hands out batches of ten until nothing is left on the queue, acknowledges what
 * succeeded, and leaves the rest to come back. Of a process that died nothing is acknowledged. Nobody waits for
 * a visibility timeout: where nothing else is left, the clock goes on by the queue's own, and what waits is
 * made visible. How often a message is handed out, and when it is dead, is SQS's own.
 */
export const deliver = async (
  world: World,
  invoke: () => Invocation = aNewProcess(world),
  { atOnce = 1 }: { atOnce?: number } = {},
): Promise<void> => {
  /** The last receipt handle of each message that was not done, by its id. */
  const waiting = new Map<string, string>();
  const worker = async () => {
    for (;;) {
      const batch = await receive(world);
      if (batch.length === 0) return;
      for (const { MessageId = "" } of batch) waiting.delete(MessageId);
      const failed = await handleBatch(world, batch, invoke());
      for (const { MessageId = "", ReceiptHandle = "" } of failed) waiting.set(MessageId, ReceiptHandle);
    }
  };
  for (;;) {
    await Promise.all(Array.from({ length: atOnce }, worker));
    if (waiting.size === 0) return;
    world.pass(VISIBILITY_SECONDS);
    await Promise.all([...waiting.values()].map((handle) => show(world, handle)));
    waiting.clear();
  }
};

/** One batch and no more. What was not done is on the queue again. */
export const oneInvocation = async (world: World, invocation: Invocation): Promise<void> => {
  const failed = await handleBatch(world, await receive(world), invocation);
  world.pass(VISIBILITY_SECONDS);
  await Promise.all(failed.map(({ ReceiptHandle = "" }) => show(world, ReceiptHandle)));
};

/** One warm process for all batches, undisturbed. */
const aNewProcess = (world: World) => {
  const process = world.process();
  return () => ({ process });
};

const receive = async (world: World): Promise<Message[]> => {
  const { Messages = [] } = await world.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: world.queueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["All"],
    }),
  );
  return Messages;
};

/** Handles a batch as the mover does, all at once; the messages that were not done. */
const handleBatch = async (
  world: World,
  batch: Message[],
  { process, time = TIME_LEFT }: Invocation,
): Promise<Message[]> => {
  const ends = await Promise.allSettled(batch.map((message) => process.receive(sqsRecord(message), time)));
  const done = batch.filter((_, i) => !process.isDead() && ends[i]?.status === "fulfilled");
  if (done.length > 0)
    await world.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: world.queueUrl,
        Entries: done.map(({ ReceiptHandle }, id) => ({ Id: String(id), ReceiptHandle })),
      }),
    );
  return batch.filter((message) => !done.includes(message));
};

/** A message that is dead by now has no visibility. */
const show = async (world: World, ReceiptHandle: string): Promise<void> => {
  const now = { QueueUrl: world.queueUrl, ReceiptHandle, VisibilityTimeout: 0 };
  try {
    await world.sqs.send(new ChangeMessageVisibilityCommand(now));
  } catch (error) {
    if (!(error instanceof ReceiptHandleIsInvalid)) throw error;
  }
};

/** A message as the event source mapping hands it over. */
export const sqsRecord = ({
  MessageId = "",
  ReceiptHandle = "",
  Body = "",
  MD5OfBody = "",
  Attributes = {},
}: Message): SQSRecord => ({
  messageId: MessageId,
  receiptHandle: ReceiptHandle,
  body: Body,
  attributes: {
    ApproximateReceiveCount: Attributes.ApproximateReceiveCount ?? "1",
    SentTimestamp: Attributes.SentTimestamp ?? "0",
    SenderId: Attributes.SenderId ?? "",
    ApproximateFirstReceiveTimestamp: Attributes.ApproximateFirstReceiveTimestamp ?? "0",
  },
  messageAttributes: {},
  md5OfBody: MD5OfBody,
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:us-east-1:123456789012:move",
  awsRegion: "us-east-1",
});
