import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "vitest";
import { callsOf } from "#testing/sdk.ts";
import { DLQ, lines, prepare, reset, run, sqs } from "./dead-letters.fixture.ts";

beforeEach(reset);

describe("without SQS's move tasks", () => {
  test("every message is sent, then deleted", async () => {
    const { dead, arrived } = prepare(25);

    await run();

    expect(arrived).toEqual(Array.from({ length: 25 }, (_, i) => `body ${i}`));
    expect(dead).toEqual([]);
    expect(lines).toEqual(["25 messages sent back to https://sqs.example/1/move."]);
    const calls = callsOf(sqs).map(([name]) => name);
    expect(calls.indexOf("SendMessageCommand")).toBeLessThan(calls.indexOf("DeleteMessageCommand"));
  });

  test("an empty queue is reported", async () => {
    prepare(0);

    await run();

    expect(lines).toEqual(["Nothing was sent: the dead-letter queue is empty."]);
  });

  test.each([
    ["a send", SendMessageCommand],
    ["a delete", DeleteMessageCommand],
  ] as const)("when it is cut off at %s, no message is lost, and the next run continues", async (_, command) => {
    for (let nth = 1; nth <= 12; nth++) {
      sqs.reset();
      const { dead, arrived, hidden } = prepare(12);
      const on = sqs.on(command as typeof SendMessageCommand);
      let calls = 0;
      on.callsFake((input) => {
        calls += 1;
        if (calls === nth) throw new Error("cut off");
        if (command === SendMessageCommand) arrived.push(input.MessageBody);
        else
          dead.splice(
            dead.findIndex(({ ReceiptHandle }) => ReceiptHandle === input.ReceiptHandle),
            1,
          );
        return { MessageId: `sent ${calls}` };
      });

      await expect(run()).rejects.toThrow("cut off");
      expect(new Set([...arrived, ...dead.map(({ Body }) => Body)]).size).toBe(12);
      hidden.clear();
      await run();

      expect(new Set(arrived).size).toBe(12);
      expect(dead).toEqual([]);
    }
  });

  test("a message that returns is not sent again, and the command still ends", async () => {
    const { dead, arrived } = prepare(2);
    sqs.on(SendMessageCommand).callsFake(({ MessageBody }) => {
      arrived.push(MessageBody);
      const MessageId = `sent ${MessageBody}`;
      // The mover refused it five times before the next receive.
      if (MessageBody === "body 0") dead.push({ MessageId, Body: MessageBody, ReceiptHandle: "again" });
      return { MessageId };
    });

    await run();

    expect(arrived).toEqual(["body 0", "body 1"]);
    expect(dead).toHaveLength(1);
    expect(sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args }) => args[0].input)).toEqual([
      { QueueUrl: DLQ.url, ReceiptHandle: "again", VisibilityTimeout: 0 },
    ]);
    expect(lines).toContain(
      "1 returned to the dead-letter queue, because the mover refuses it. See the mover's log.",
    );
  });
});
