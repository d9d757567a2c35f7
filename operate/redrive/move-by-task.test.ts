import {
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "vitest";
import { anSdkError, callsOf } from "#testing/sdk.ts";
import { DLQ, lines, prepare, QUEUE, queues, reset, run, sqs } from "./dead-letters.fixture.ts";
import { moveByTask } from "./move-by-task.ts";

beforeEach(reset);

describe("with SQS's move tasks", () => {
  const done = (Status: string, moved: number, more = {}) => ({
    Results: [{ Status, ApproximateNumberOfMessagesMoved: moved, ...more }],
  });
  const move = () =>
    moveByTask(
      queues,
      (line) => lines.push(line),
      async () => {},
    );

  test("a task is started, and followed until it is completed", async () => {
    prepare(12, { tasks: true });
    sqs
      .on(ListMessageMoveTasksCommand)
      .resolvesOnce(done("COMPLETED", 5))
      .resolvesOnce(done("RUNNING", 3))
      .resolvesOnce(done("RUNNING", 9))
      .resolvesOnce(done("COMPLETED", 12));

    await expect(move()).resolves.toBe(12);

    const list = ["ListMessageMoveTasksCommand", { SourceArn: DLQ.arn, MaxResults: 1 }];
    expect(callsOf(sqs)).toStrictEqual([
      list,
      [
        "StartMessageMoveTaskCommand",
        { SourceArn: DLQ.arn, DestinationArn: QUEUE.arn, MaxNumberOfMessagesPerSecond: 50 },
      ],
      ...Array(3).fill(list),
    ]);
  });

  test("a task that is running is followed, and no second one is started", async () => {
    prepare(12, { tasks: true });
    sqs.on(ListMessageMoveTasksCommand).resolvesOnce(done("RUNNING", 3)).resolvesOnce(done("COMPLETED", 12));

    await expect(move()).resolves.toBe(12);

    expect(sqs.commandCalls(StartMessageMoveTaskCommand)).toEqual([]);
  });

  test("no message is received, because SQS moves them all", async () => {
    prepare(12, { tasks: true });
    sqs.on(ListMessageMoveTasksCommand).resolvesOnce({}).resolves(done("COMPLETED", 12));

    await run();

    expect(sqs.commandCalls(ReceiveMessageCommand)).toEqual([]);
    expect(lines.at(-1)).toBe("12 messages sent back to https://sqs.example/1/move.");
  });

  test.each([
    "FAILED",
    "CANCELLED",
  ])("a task that ends as %s is an error, with its reason", async (status) => {
    prepare(12, { tasks: true });
    sqs
      .on(ListMessageMoveTasksCommand)
      .resolvesOnce({})
      .resolves(done(status, 5, { FailureReason: "AccessDenied" }));

    await expect(move()).rejects.toThrow(`ended as ${status} after 5 messages: AccessDenied`);
  });

  test.each([
    ["AccessDenied", "not you"],
    // Another task was started in between.
    ["UnsupportedOperation", "one runs already"],
  ])("a task that cannot be started (%s) is an error, and no message is received", async (name, message) => {
    prepare(12, { tasks: true });
    sqs.on(StartMessageMoveTaskCommand).rejects(anSdkError(name, 400, message));

    await expect(run()).rejects.toThrow(`SQS did not start the move task: ${message}`);
    expect(sqs.commandCalls(ReceiveMessageCommand)).toEqual([]);
  });
});
