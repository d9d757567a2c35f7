import { moveByHand } from "./move-by-hand.ts";
import { moveByTask } from "./move-by-task.ts";
import { type Queues, waitingIn } from "./queues.ts";

export interface Options {
  dryRun: boolean;
  print: (line: string) => void;
}

/**
 * Sends the dead letters back: with SQS's move task, or message by message when the service has no move tasks.
 * @throws Trouble when messages are left in the dead-letter queue
 */
export const redrive = async (queues: Queues, { dryRun, print }: Options): Promise<void> => {
  const waiting = await waitingIn(queues.client, queues.dlq);
  if (dryRun) {
    print(
      waiting === 0
        ? "The dead-letter queue is empty."
        : `About ${messages(waiting)} in ${queues.dlq.url}. None was sent, because this was a dry run.`,
    );
    return;
  }
  const moved = (await moveByTask(queues, print)) ?? (await moveByHand(queues, print));
  print(
    moved === 0
      ? "Nothing was sent: the dead-letter queue is empty."
      : `${messages(moved)} sent back to ${queues.queue.url}.`,
  );
};

const messages = (count: number): string => (count === 1 ? "1 message" : `${count} messages`);
