import {
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { Trouble } from "../../tools/command/trouble.ts";
import type { Queues } from "./queues.ts";

/** A mover takes ten at once, twenty times over: no more than it can take, and other files go on meanwhile. */
const MESSAGES_A_SECOND = 50;
const ASK_EVERY_MS = 1000;

/** How what stands in for SQS says that it does not know an action. */
const UNKNOWN_ACTION = /InvalidAction|UnknownOperation|NotImplemented/;

/**
 * SQS moves the messages itself, and goes on also when this program ends: run again, it follows the task
 * that is under way, since SQS takes one at a time for a queue.
 * @returns how many it moved; undefined where the service has no such tasks
 * @throws Trouble where the task did not complete
 */
export const moveByTask = async (
  { client, dlq, queue }: Queues,
  print: (line: string) => void,
  pause: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS)),
): Promise<number | undefined> => {
  try {
    if ((await newestTask()).Status !== "RUNNING") await startTask();
  } catch (error) {
    if (error instanceof Error && UNKNOWN_ACTION.test(error.name)) return undefined;
    throw new Trouble(`SQS did not start to move: ${error instanceof Error ? error.message : error}`);
  }
  print("SQS moves the messages.");
  for (;;) {
    const { Status, ApproximateNumberOfMessagesMoved: moved = 0, FailureReason } = await newestTask();
    if (Status === "COMPLETED") return moved;
    if (Status !== "RUNNING")
      throw new Trouble(
        `The move ended as ${Status ?? "unknown"} after ${moved} messages${FailureReason ? `: ${FailureReason}` : ""}. The others are still in the dead-letter queue: run it again.`,
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
