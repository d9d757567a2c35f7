import type { SQSRecord } from "aws-lambda";
import type { aSteppingClock } from "#testing/builders.ts";
import { anSqsRecord } from "./builders.ts";

type Message = { id: string; body: string; receives: number; visibleAt: number };

/** More than any test needs: a mover that never ends makes the test fail instead of hang. */
const MOST_DELIVERIES = 10_000;

/** The values of template.yaml. */
const VISIBILITY_SECONDS = 840;
const MAX_RECEIVES = 5;

/**
 * The move queue and its dead-letter queue in memory. The clock jumps to the next visible message, so no test
 * waits.
 */
export const fakeQueue = (time: ReturnType<typeof aSteppingClock>) => {
  const messages: Message[] = [];
  const deadLetters: Message[] = [];
  let sent = 0;
  return {
    deadLetters,

    send(body: string) {
      messages.push({ id: `message-${++sent}`, body, receives: 0, visibleAt: time.now() });
    },

    async delay(receiptHandle: string, seconds: number) {
      const message = messages.find(({ id }) => `receipt of ${id}` === receiptHandle);
      if (message) message.visibleAt = time.now() + seconds * 1000;
    },

    /** Delivers messages, one at a time, until each is acknowledged or in the dead-letter queue. */
    async drain(receive: (record: SQSRecord) => Promise<void>) {
      for (let deliveries = 0; deliveries < MOST_DELIVERIES; deliveries++) {
        const [message] = messages.toSorted((a, b) => a.visibleAt - b.visibleAt);
        if (!message) return;
        time.goTo(message.visibleAt);
        if (message.receives === MAX_RECEIVES) {
          deadLetters.push(...messages.splice(messages.indexOf(message), 1));
          continue;
        }
        message.receives += 1;
        message.visibleAt = time.now() + VISIBILITY_SECONDS * 1000;
        const { id, body, receives } = message;
        try {
          await receive(anSqsRecord({ body, messageId: id, receiveCount: receives }));
          messages.splice(messages.indexOf(message), 1);
        } catch {
          // Not acknowledged: the message stays, and is visible again after its timeout.
        }
      }
      throw new Error("the queue never gets empty");
    },
  };
};
