import {
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "vitest";
import { anSdkError, callsOf } from "#testing/sdk.ts";
import { DLQ, forget, lines, prepare, QUEUE, queues, run, sqs } from "./dead-letters.fixture.ts";
import { moveByTask } from "./move-by-task.ts";

beforeEach(forget);

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
