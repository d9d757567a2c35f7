import { ListMessageMoveTasksCommand, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { Trouble } from "../../local/command/trouble.ts";
import type { Queues } from "./queues.ts";

/** A mover takes ten at once, twenty times over: no more than it can take, and other files go on meanwhile. */
const MESSAGES_A_SECOND = 50;
const ASK_EVERY_MS = 1000;

/** How SQS, and what stands in for it, say that they do not know an action. */
const UNKNOWN_ACTION = /InvalidAction|UnknownOperation|UnsupportedOperation|NotImplemented/;

/**
 * SQS moves the messages itself, and goes on also when this program ends.
 * @returns how many it moved; undefined where the service has no such tasks
 * @throws Trouble where the task did not complete
 */
export const moveByTask = async (
  { client, dlq, queue }: Queues,
  print: (line: string) => void,
  pause: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS)),
): Promise<number | undefined> => {
  try {
    await client.send(
      new StartMessageMoveTaskCommand({
        SourceArn: dlq.arn,
        DestinationArn: queue.arn,
        MaxNumberOfMessagesPerSecond: MESSAGES_A_SECOND,
      }),
    );
  } catch (error) {
    if (error instanceof Error && UNKNOWN_ACTION.test(error.name)) return undefined;
    throw new Trouble(`SQS did not start to move: ${error instanceof Error ? error.message : error}`);
  }
  print("SQS moves the messages.");
  for (;;) {
    const { Results = [] } = await client.send(
      new ListMessageMoveTasksCommand({ SourceArn: dlq.arn, MaxResults: 1 }),
    );
    // The newest comes first.
    const { Status, ApproximateNumberOfMessagesMoved: moved = 0, FailureReason } = Results[0] ?? {};
    if (Status === "COMPLETED") return moved;
    if (Status !== "RUNNING")
      throw new Trouble(
        `The move ended as ${Status ?? "unknown"} after ${moved} messages${FailureReason ? `: ${FailureReason}` : ""}. The others are still in the dead-letter queue: run it again.`,
      );
    await pause();
  }
};
