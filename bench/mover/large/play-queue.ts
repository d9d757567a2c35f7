import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Bench } from "../bench.ts";
import type { Laid } from "../lay.ts";
import { notificationOf, sqsRecord } from "../messages.ts";
import type { MoverRequest } from "../processes/answer.ts";
import type { Process } from "../processes/start.ts";

/** A move that takes longer than this has gone wrong. */
const PATIENCE_MS = 30 * 60_000;

export interface Played {
  /** Of the mover, one after the other; the time each took. */
  invocations: { seconds: number; failed: boolean }[];
  peakKib: number;
}

/**
 * Hands the mover what is in its queue, as Lambda's poller does, until the file's record is settled: S3's notification
 * first, then whatever the mover sends itself or has come back.
 * @throws Error where the record ends with anything but `completed`, or an invocation outlives Lambda's timeout
 */
export const playQueue = async (
  { servers, timeoutSeconds, signal }: Bench,
  mover: Process<MoverRequest>,
  laid: Laid,
): Promise<Played> => {
  const { sqs, queueUrl: QueueUrl, files, bucket } = servers.emulator;
  const invocations: Played["invocations"] = [];
  let peakKib = 0;
  const deadline = performance.now() + PATIENCE_MS;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: notificationOf(laid, bucket) }));
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 1,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      }),
    );
    for (const { MessageId: id = "", ReceiptHandle = "", Body: body = "", Attributes } of Messages) {
      const receiveCount = Number(Attributes?.ApproximateReceiveCount ?? 1);
      const started = performance.now();
      const answer = await mover.ask({
        batches: [[sqsRecord({ id, receiptHandle: ReceiptHandle, receiveCount, body })]],
      });
      const seconds = (performance.now() - started) / 1000;
      const failed = answer.failed.length > 0;
      if (!failed) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      invocations.push({ seconds, failed });
      peakKib = answer.peakKib;
      if (seconds > timeoutSeconds)
        throw new Error(`An invocation took ${Math.round(seconds)} s: Lambda would have ended it.`);
    }
    const { status, cause } = (await files.get(laid.record.file_id)) ?? {};
    if (status === "completed") return { invocations, peakKib };
    if (status === "error") throw new Error(`The record of the large file says error: ${cause}`);
  }
  throw new Error(`The large file was not moved within ${PATIENCE_MS / 60_000} minutes.`);
};
