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

/** The process that receives a batch, and its time left. */
export type Invocation = { process: Pick<Functions, "receive" | "isDead">; time?: TimeLeft };

/** A queue, and the clock of the functions that receive from it. */
export type Queue = Pick<World, "sqs" | "queueUrl" | "pass">;

/** Delivers the messages of the move queue as below. */
export const deliver = (
  world: World,
  invoke: () => Invocation = aNewProcess(world),
  options?: { atOnce?: number },
): Promise<void> => deliverFrom(world, invoke, options);

/**
 * Lambda's event source mapping: delivers batches of ten until the queue is empty, acknowledges the messages that
 * succeeded, and leaves the others on the queue. If the process died, it acknowledges none. It never waits for a
 * visibility timeout: when no other message is left, it moves the clock on by that timeout and makes the waiting
 * messages visible. SQS decides how often a message is delivered, and when it is dead.
 */
export const deliverFrom = async (
  world: Queue,
  invoke: () => Invocation,
  { atOnce = 1 }: { atOnce?: number } = {},
): Promise<void> => {
  /** The last receipt handle of each message that is not acknowledged, by message id. */
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
    await Promise.all([...waiting.values()].map((handle) => makeVisible(world, handle)));
    waiting.clear();
  }
};

/** Delivers one batch. The messages that failed are visible again. */
export const oneInvocation = async (world: World, invocation: Invocation): Promise<void> => {
  const failed = await handleBatch(world, await receive(world), invocation);
  world.pass(VISIBILITY_SECONDS);
  await Promise.all(failed.map(({ ReceiptHandle = "" }) => makeVisible(world, ReceiptHandle)));
};

/** One warm process for all batches, undisturbed. */
const aNewProcess = (world: World) => {
  const process = world.process();
  return () => ({ process });
};

const receive = async (world: Queue): Promise<Message[]> => {
  const { Messages = [] } = await world.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: world.queueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["All"],
    }),
  );
  return Messages;
};

/** Handles the messages of a batch at the same time, as the mover does. Returns the messages that failed. */
const handleBatch = async (
  world: Queue,
  batch: Message[],
  { process, time = TIME_LEFT }: Invocation,
): Promise<Message[]> => {
  const records = batch.map(sqsRecord);
  const ends = await Promise.allSettled(records.map((record) => process.receive(record, time, records)));
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

/** Does nothing for a message that is already in the dead-letter queue, because its receipt handle is invalid. */
const makeVisible = async (world: Queue, ReceiptHandle: string): Promise<void> => {
  const now = { QueueUrl: world.queueUrl, ReceiptHandle, VisibilityTimeout: 0 };
  try {
    await world.sqs.send(new ChangeMessageVisibilityCommand(now));
  } catch (error) {
    if (!(error instanceof ReceiptHandleIsInvalid)) throw error;
  }
};

/** A message as the event source mapping delivers it. */
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
