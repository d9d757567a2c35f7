import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { anSdkError, callsOf, SDK_CONFIG } from "../../layers/core/src/testing/sdk.ts";
import { chooseQueues } from "./choose-queues.ts";
import { moveByTask } from "./move-by-task.ts";
import { openQueues, type Queues } from "./queues.ts";
import { redrive } from "./redrive.ts";

const client = new SQSClient(SDK_CONFIG);
const sqs = mockClient(client);
const QUEUE = { url: "https://sqs.example/1/move", arn: "arn:aws:sqs:eu-west-1:1:move" };
const DLQ = { url: "https://sqs.example/1/dead", arn: "arn:aws:sqs:eu-west-1:1:dead" };
const queues: Queues = { client, queue: QUEUE, dlq: DLQ };

let lines: string[];
const run = (dryRun = false) => redrive(queues, { dryRun, print: (line) => lines.push(line) });

/** A dead-letter queue with these messages, on a service that may have no move tasks. */
const prepare = (count: number, { tasks = false } = {}) => {
  const dead: Message[] = Array.from({ length: count }, (_, i) => ({
    MessageId: `m${i}`,
    Body: `body ${i}`,
    ReceiptHandle: `r${i}`,
  }));
  const hidden = new Set<string>();
  const arrived: string[] = [];
  sqs.on(GetQueueAttributesCommand).callsFake(() => ({
    Attributes: { ApproximateNumberOfMessages: String(dead.length) },
  }));
  sqs.on(StartMessageMoveTaskCommand).resolves({ TaskHandle: "t" });
  sqs.on(ListMessageMoveTasksCommand).callsFake(() => {
    if (!tasks) throw anSdkError("InvalidAction", 400);
    return { Results: [] };
  });
  sqs.on(ReceiveMessageCommand).callsFake(({ MaxNumberOfMessages }) => {
    const Messages = dead
      .filter(({ MessageId = "" }) => !hidden.has(MessageId))
      .slice(0, MaxNumberOfMessages);
    for (const { MessageId = "" } of Messages) hidden.add(MessageId);
    return { Messages };
  });
  sqs.on(SendMessageCommand).callsFake(({ MessageBody }) => {
    arrived.push(MessageBody);
    return { MessageId: `sent ${MessageBody}` };
  });
  sqs.on(ChangeMessageVisibilityCommand).resolves({});
  sqs.on(DeleteMessageCommand).callsFake(({ ReceiptHandle }) => {
    dead.splice(
      dead.findIndex((message) => message.ReceiptHandle === ReceiptHandle),
      1,
    );
    return {};
  });
  return { dead, arrived, hidden };
};

beforeEach(() => {
  sqs.reset();
  lines = [];
});

describe("a dry run", () => {
  test.each([
    [0, "The dead-letter queue is empty."],
    [1, "About 1 message in https://sqs.example/1/dead. None was sent: this was a dry run."],
    [12, "About 12 messages in https://sqs.example/1/dead. None was sent: this was a dry run."],
  ])("of %i says so, and does nothing but look", async (count, line) => {
    prepare(count);

    await run(true);

    expect(lines).toEqual([line]);
    expect(callsOf(sqs).map(([name]) => name)).toEqual(["GetQueueAttributesCommand"]);
  });
});

describe("where SQS has move tasks", () => {
  const done = (Status: string, moved: number, more = {}) => ({
    Results: [{ Status, ApproximateNumberOfMessagesMoved: moved, ...more }],
  });
  const move = () =>
    moveByTask(
      queues,
      (line) => lines.push(line),
      async () => {},
    );

  test("it moves, and is asked until it has", async () => {
    prepare(12, { tasks: true });
    sqs
      .on(ListMessageMoveTasksCommand)
      .resolvesOnce(done("COMPLETED", 5))
      .resolvesOnce(done("RUNNING", 3))
      .resolvesOnce(done("RUNNING", 9))
      .resolvesOnce(done("COMPLETED", 12));

    await expect(move()).resolves.toBe(12);

    const look = ["ListMessageMoveTasksCommand", { SourceArn: DLQ.arn, MaxResults: 1 }];
    expect(callsOf(sqs)).toStrictEqual([
      look,
      [
        "StartMessageMoveTaskCommand",
        { SourceArn: DLQ.arn, DestinationArn: QUEUE.arn, MaxNumberOfMessagesPerSecond: 50 },
      ],
      ...Array(3).fill(look),
    ]);
  });

  test("a task that is under way is followed, not begun again", async () => {
    prepare(12, { tasks: true });
    sqs.on(ListMessageMoveTasksCommand).resolvesOnce(done("RUNNING", 3)).resolvesOnce(done("COMPLETED", 12));

    await expect(move()).resolves.toBe(12);

    expect(sqs.commandCalls(StartMessageMoveTaskCommand)).toEqual([]);
  });

  test("no message is touched by hand", async () => {
    prepare(12, { tasks: true });
    sqs.on(ListMessageMoveTasksCommand).resolvesOnce({}).resolves(done("COMPLETED", 12));

    await run();

    expect(sqs.commandCalls(ReceiveMessageCommand)).toEqual([]);
    expect(lines.at(-1)).toBe("12 messages sent back to https://sqs.example/1/move.");
  });

  test.each(["FAILED", "CANCELLED"])("one that ends as %s is trouble, with its reason", async (status) => {
    prepare(12, { tasks: true });
    sqs
      .on(ListMessageMoveTasksCommand)
      .resolvesOnce({})
      .resolves(done(status, 5, { FailureReason: "AccessDenied" }));

    await expect(move()).rejects.toThrow(`ended as ${status} after 5 messages: AccessDenied`);
  });

  test.each([
    ["AccessDenied", "not you"],
    // Somebody else's began in between.
    ["UnsupportedOperation", "one runs already"],
  ])("one that may not be started (%s) is trouble, and nothing is sent by hand", async (name, message) => {
    prepare(12, { tasks: true });
    sqs.on(StartMessageMoveTaskCommand).rejects(anSdkError(name, 400, message));

    await expect(run()).rejects.toThrow(`SQS did not start to move: ${message}`);
    expect(sqs.commandCalls(ReceiveMessageCommand)).toEqual([]);
  });
});

describe("where there are none", () => {
  test("every message is sent, then deleted", async () => {
    const { dead, arrived } = prepare(25);

    await run();

    expect(arrived).toEqual(Array.from({ length: 25 }, (_, i) => `body ${i}`));
    expect(dead).toEqual([]);
    expect(lines).toEqual(["25 messages sent back to https://sqs.example/1/move."]);
    const calls = callsOf(sqs).map(([name]) => name);
    expect(calls.indexOf("SendMessageCommand")).toBeLessThan(calls.indexOf("DeleteMessageCommand"));
  });

  test("an empty queue is said to be empty", async () => {
    prepare(0);

    await run();

    expect(lines).toEqual(["Nothing was sent: the dead-letter queue is empty."]);
  });

  test.each([
    ["a send", SendMessageCommand],
    ["a delete", DeleteMessageCommand],
  ] as const)("cut off at %s, no message is lost, and the next run goes on", async (_, command) => {
    for (let nth = 1; nth <= 12; nth++) {
      sqs.reset();
      const { dead, arrived, hidden } = prepare(12);
      const on = sqs.on(command as typeof SendMessageCommand);
      let calls = 0;
      const works = sqs.commandCalls(command as typeof SendMessageCommand);
      expect(works).toEqual([]);
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

  test("one that comes back is not sent again, and does not keep it from ending", async () => {
    const { dead, arrived } = prepare(2);
    sqs.on(SendMessageCommand).callsFake(({ MessageBody }) => {
      arrived.push(MessageBody);
      const MessageId = `sent ${MessageBody}`;
      // Refused five times over before we look again.
      if (MessageBody === "body 0") dead.push({ MessageId, Body: MessageBody, ReceiptHandle: "again" });
      return { MessageId };
    });

    await run();

    expect(arrived).toEqual(["body 0", "body 1"]);
    expect(dead).toHaveLength(1);
    expect(sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args }) => args[0].input)).toEqual([
      { QueueUrl: DLQ.url, ReceiptHandle: "again", VisibilityTimeout: 0 },
    ]);
    expect(lines).toContain("1 came back, since nobody can obey them: the mover's log says why.");
  });
});

describe("the two queues", () => {
  const attributes = (deadLetterTargetArn?: string) => {
    sqs.on(GetQueueAttributesCommand, { QueueUrl: DLQ.url }).resolves({ Attributes: { QueueArn: DLQ.arn } });
    sqs.on(GetQueueAttributesCommand, { QueueUrl: QUEUE.url }).resolves({
      Attributes: {
        QueueArn: QUEUE.arn,
        ...(deadLetterTargetArn && { RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) }),
      } as Record<string, string>,
    });
  };
  const open = () => openQueues({ client, queueUrl: QUEUE.url, dlqUrl: DLQ.url });

  test("belong together", async () => {
    attributes(DLQ.arn);
    await expect(open()).resolves.toEqual(queues);
  });

  test.each([
    ["another", "arn:aws:sqs:eu-west-1:1:other"],
    ["none", undefined],
  ])("are refused where the move queue's dead letters go to %s", async (_, target) => {
    attributes(target);
    await expect(open()).rejects.toThrow("does not send its dead letters to");
  });

  test("that cannot be read are trouble", async () => {
    sqs.on(GetQueueAttributesCommand).rejects(new Error("no such queue"));
    await expect(open()).rejects.toThrow(/cannot be read: no such queue/);
  });
});

describe("which queues", () => {
  const NONE = { queueUrl: undefined, dlqUrl: undefined, region: undefined };
  const stack = {
    endpoint_url: "http://127.0.0.1:4566",
    region: "us-east-1",
    queue_url: QUEUE.url,
    dlq_url: DLQ.url,
  };

  test("those that are named", async () => {
    const given = { queueUrl: QUEUE.url, dlqUrl: DLQ.url, region: "eu-west-1" };
    await expect(chooseQueues(given)).resolves.toMatchObject({ queueUrl: QUEUE.url, dlqUrl: DLQ.url });
  });

  test.each([
    { queueUrl: QUEUE.url },
    { dlqUrl: DLQ.url },
    { region: "eu-west-1" },
  ])("%j alone is not enough", async (some) => {
    await expect(chooseQueues({ ...NONE, ...some })).rejects.toMatchObject({ exitCode: 2 });
  });

  test("those of the local stack, where none are named", async () => {
    const look = async () => ({ state: "running", stack }) as never;
    await expect(chooseQueues(NONE, look)).resolves.toMatchObject({
      queueUrl: QUEUE.url,
      dlqUrl: DLQ.url,
    });
  });

  test.each(["none", "stale", "unhealthy"])("trouble, where the local stack is %s", async (state) => {
    const look = async () => ({ state, stack }) as never;
    await expect(chooseQueues(NONE, look)).rejects.toMatchObject({ exitCode: 1 });
  });
});
