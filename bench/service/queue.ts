import { createHash, randomUUID } from "node:crypto";
import type { SQSRecord } from "aws-lambda";
import { sqsRecord } from "../mover/messages.ts";

/** A queue in memory that supports the calls of the functions: SendMessage and ChangeMessageVisibility. */
export const createLightQueue = () => {
  let waiting: SQSRecord[] = [];
  const operations: Record<string, (input: { MessageBody?: string }) => object> = {
    SendMessage: ({ MessageBody: body = "" }) => {
      const id = randomUUID();
      waiting.push(sqsRecord({ id, receiptHandle: randomUUID(), receiveCount: 1, body }));
      return { MessageId: id, MD5OfMessageBody: createHash("md5").update(body).digest("hex") };
    },
    ChangeMessageVisibility: () => ({}),
  };
  return {
    /** @throws Error for another operation */
    call(operation: string, input: object): object {
      const run = operations[operation];
      if (!run) throw new Error(`The light queue has no ${operation}.`);
      return run(input);
    },
    /** Removes up to ten messages: the batch size of the mover. */
    receive(): SQSRecord[] {
      const batch = waiting.slice(0, 10);
      waiting = waiting.slice(10);
      return batch;
    },
    /** Puts a message back, as SQS does when its visibility timeout ends. */
    putBack(record: SQSRecord): void {
      const count = Number(record.attributes.ApproximateReceiveCount) + 1;
      waiting.push({
        ...record,
        attributes: { ...record.attributes, ApproximateReceiveCount: String(count) },
      });
    },
  };
};
