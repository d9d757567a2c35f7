import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { Trouble } from "../../tools/command/trouble.ts";
import type { Chosen } from "./choose-queues.ts";

export interface Queue {
  url: string;
  arn: string;
}

export interface Queues {
  client: SQSClient;
  queue: Queue;
  dlq: Queue;
}

/**
 * Checks that the move queue sends its dead letters to the dead-letter queue, and returns both. Messages that are sent to
 * a wrong queue do not return by themselves.
 * @throws Trouble when it does not, or when a queue cannot be read
 */
export const openQueues = async ({ client, queueUrl, dlqUrl }: Chosen): Promise<Queues> => {
  const [queue, dlq] = await Promise.all([attributesOf(client, queueUrl), attributesOf(client, dlqUrl)]);
  const target = queue["RedrivePolicy"] && JSON.parse(queue["RedrivePolicy"]).deadLetterTargetArn;
  if (target !== dlq["QueueArn"])
    throw new Trouble(`${queueUrl} does not send its dead letters to ${dlqUrl}, so nothing was sent.`);
  return {
    client,
    queue: { url: queueUrl, arn: queue["QueueArn"] ?? "" },
    dlq: { url: dlqUrl, arn: dlq["QueueArn"] ?? "" },
  };
};

/** The number of visible messages in a queue. SQS counts approximately. */
export const waitingIn = async (client: SQSClient, { url }: Queue): Promise<number> =>
  Number((await attributesOf(client, url))["ApproximateNumberOfMessages"] ?? 0);

const attributesOf = async (client: SQSClient, url: string): Promise<Record<string, string>> => {
  try {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
    );
    return Attributes;
  } catch (error) {
    throw new Trouble(`The queue ${url} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
};
