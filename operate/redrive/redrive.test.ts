import { beforeEach, describe, expect, test } from "vitest";
import { callsOf } from "#testing/sdk.ts";
import { forget, lines, prepare, run, sqs } from "./dead-letters.fixture.ts";

beforeEach(forget);

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
