import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import type { Queues } from "./queues.ts";

/** Long enough to send ten and delete them; who is cut off leaves them visible again after it. */
const HIDDEN_SECONDS = 60;

/**
 * Message by message: sent first and deleted after, so that none is lost wherever this is cut off (one may
 * be sent twice, which does no harm). One that comes back because nobody can obey it is not sent again.
 * @returns how many were sent
 */
export const moveByHand = async (
  { client, dlq, queue }: Queues,
  print: (line: string) => void,
): Promise<number> => {
  const sent = new Set<string>();
  const back: Message[] = [];
  let count = 0;
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: dlq.url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN_SECONDS,
        // Asks all of SQS's servers: a short poll may find nothing where there is something.
        WaitTimeSeconds: 1,
        MessageAttributeNames: ["All"],
      }),
    );
    if (Messages.length === 0) break;
    const fresh = Messages.filter(({ MessageId = "" }) => !sent.has(MessageId));
    back.push(...Messages.filter((message) => !fresh.includes(message)));
    for (const message of fresh) {
      sent.add(await moveOne(message));
      count += 1;
    }
  }
  if (back.length > 0)
    print(`${back.length} came back, since nobody can obey them: the mover's log says why.`);
  await Promise.all(back.map(showAgain));
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

  /** It would be visible again by itself, a little later. */
  async function showAgain({ ReceiptHandle }: Message): Promise<void> {
    await client
      .send(new ChangeMessageVisibilityCommand({ QueueUrl: dlq.url, ReceiptHandle, VisibilityTimeout: 0 }))
      .catch(() => undefined);
  }
};
