import {
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { Trouble } from "../../tools/command/trouble.ts";
import type { Queues } from "./queues.ts";

/** The movers handle at least 2 x 10 messages at once, by default 5 x 10, so they keep up while a move takes 0.4 s, or 1 s. */
const MESSAGES_A_SECOND = 50;
const CHECK_EVERY_MS = 1000;

/** The errors with which a substitute for SQS refuses an unknown action. */
const UNKNOWN_ACTION = /InvalidAction|UnknownOperation|NotImplemented/;

/**
 * Lets SQS move the messages with a move task. The task continues when this program ends. Run again, the program follows
 * the running task, because SQS accepts one task at a time for a queue.
 * @returns the number of messages that were moved; undefined when the service has no move tasks
 * @throws Trouble when the task did not complete
 */
export const moveByTask = async (
  { client, dlq, queue }: Queues,
  print: (line: string) => void,
  pause: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve, CHECK_EVERY_MS)),
): Promise<number | undefined> => {
  try {
    if ((await newestTask()).Status !== "RUNNING") await startTask();
  } catch (error) {
    if (error instanceof Error && UNKNOWN_ACTION.test(error.name)) return undefined;
    throw new Trouble(`SQS did not start the move task: ${error instanceof Error ? error.message : error}`);
  }
  print("SQS moves the messages.");
  for (;;) {
    const { Status, ApproximateNumberOfMessagesMoved: moved = 0, FailureReason } = await newestTask();
    if (Status === "COMPLETED") return moved;
    if (Status !== "RUNNING")
      throw new Trouble(
        `The move task ended as ${Status ?? "unknown"} after ${moved} messages${FailureReason ? `: ${FailureReason}` : ""}. The others are still in the dead-letter queue. Run this command again.`,
      );
    await pause();
  }

  async function newestTask(): Promise<ListMessageMoveTasksResultEntry> {
    const { Results = [] } = await client.send(
      new ListMessageMoveTasksCommand({ SourceArn: dlq.arn, MaxResults: 1 }),
    );
    return Results[0] ?? {};
  }

  async function startTask(): Promise<void> {
    await client.send(
      new StartMessageMoveTaskCommand({
        SourceArn: dlq.arn,
        DestinationArn: queue.arn,
        MaxNumberOfMessagesPerSecond: MESSAGES_A_SECOND,
      }),
    );
  }
};
