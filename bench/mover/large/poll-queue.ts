import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Bench } from "../bench.ts";
import { notificationOf, sqsRecord } from "../messages.ts";
import type { MoverRequest } from "../processes/serve.ts";
import type { Process } from "../processes/start.ts";
import type { Upload } from "../uploads.ts";

/** A move that takes longer has failed. */
const DEADLINE_MS = 30 * 60_000;

export interface Polled {
  /** The mover's invocations, in order. */
  invocations: { seconds: number; failed: boolean }[];
  peakKib: number;
}

/**
 * Delivers the messages of the mover's queue to the mover, as Lambda's poller does, until the file's record is settled.
 * The first is S3's notification. More follow when the mover sends itself a message, or when a message is delivered again.
 * @throws Error when the record ends as `error`, or an invocation takes longer than Lambda's timeout
 */
export const pollQueue = async (
  { servers, timeoutSeconds, signal }: Bench,
  mover: Process<MoverRequest>,
  upload: Upload,
): Promise<Polled> => {
  const { sqs, queueUrl: QueueUrl, files, bucket } = servers.emulator;
  const invocations: Polled["invocations"] = [];
  let peakKib = 0;
  const deadline = performance.now() + DEADLINE_MS;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: notificationOf(upload, bucket) }));
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
      const response = await mover.request({
        batches: [[sqsRecord({ id, receiptHandle: ReceiptHandle, receiveCount, body })]],
      });
      const seconds = (performance.now() - started) / 1000;
      const failed = response.failed.length > 0;
      if (!failed) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      invocations.push({ seconds, failed });
      peakKib = response.peakKib;
      if (seconds > timeoutSeconds)
        throw new Error(`An invocation took ${Math.round(seconds)} s: Lambda would have ended it.`);
    }
    const { status, cause } = (await files.get(upload.record.file_id)) ?? {};
    if (status === "completed") return { invocations, peakKib };
    if (status === "error") throw new Error(`The record of the large file has status error: ${cause}`);
  }
  throw new Error(`The large file was not moved within ${DEADLINE_MS / 60_000} minutes.`);
};
