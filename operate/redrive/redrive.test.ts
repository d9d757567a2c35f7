import { beforeEach, describe, expect, test } from "vitest";
import { callsOf } from "#testing/sdk.ts";
import { lines, prepare, reset, run, sqs } from "./dead-letters.fixture.ts";

beforeEach(reset);

describe("a dry run", () => {
  test.each([
    [0, "The dead-letter queue is empty."],
    [1, "About 1 message in https://sqs.example/1/dead. None was sent, because this was a dry run."],
    [12, "About 12 messages in https://sqs.example/1/dead. None was sent, because this was a dry run."],
  ])("with %i messages prints the number, and only reads", async (count, line) => {
    prepare(count);

    await run(true);

    expect(lines).toEqual([line]);
    expect(callsOf(sqs).map(([name]) => name)).toEqual(["GetQueueAttributesCommand"]);
  });
});
