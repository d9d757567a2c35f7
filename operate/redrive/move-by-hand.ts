import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import type { Queues } from "./queues.ts";

/** Enough time to send and delete ten messages. After it, the messages of a run that was cut off are visible again. */
const HIDDEN_SECONDS = 60;

/**
 * Moves the messages one by one. Each is sent first and then deleted, so none is lost when the run is cut off (a message
 * may be sent twice, which does no harm). A message that returns, because the mover refuses it, is not sent again.
 * @returns the number of messages that were sent
 */
export const moveByHand = async (
  { client, dlq, queue }: Queues,
  print: (line: string) => void,
): Promise<number> => {
  const sent = new Set<string>();
  const returned: Message[] = [];
  let count = 0;
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: dlq.url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN_SECONDS,
        // A long poll asks all of SQS's servers. A short poll may find no message although there are some.
        WaitTimeSeconds: 1,
        MessageAttributeNames: ["All"],
      }),
    );
    if (Messages.length === 0) break;
    const fresh = Messages.filter(({ MessageId = "" }) => !sent.has(MessageId));
    returned.push(...Messages.filter((message) => !fresh.includes(message)));
    for (const message of fresh) {
      sent.add(await moveOne(message));
      count += 1;
    }
  }
  if (returned.length > 0)
    print(
      `${returned.length} returned to the dead-letter queue, because the mover refuses ${returned.length === 1 ? "it" : "them"}. See the mover's log.`,
    );
  await Promise.all(returned.map(makeVisible));
  return count;

  async function moveOne({ Body, MessageAttributes, ReceiptHandle }: Message): Promise<string> {
    const { MessageId = "" } = await client.send(
      new SendMessageCommand({
        QueueUrl: queue.url,
        MessageBody: Body,
        ...(MessageAttributes && { MessageAttributes }),
      }),
    );
    await client.send(new DeleteMessageCommand({ QueueUrl: dlq.url, ReceiptHandle }));
    return MessageId;
  }

  /** An error is ignored, because the message becomes visible by itself after HIDDEN_SECONDS. */
  async function makeVisible({ ReceiptHandle }: Message): Promise<void> {
    await client
      .send(new ChangeMessageVisibilityCommand({ QueueUrl: dlq.url, ReceiptHandle, VisibilityTimeout: 0 }))
      .catch(() => undefined);
  }
};
