import { describe, expect, test } from "vitest";
import { chooseQueues } from "./choose-queues.ts";
import { DLQ, QUEUE } from "./dead-letters.fixture.ts";

describe("the queues are", () => {
  const NONE = { queueUrl: undefined, dlqUrl: undefined, region: undefined };
  const stack = {
    endpoint_url: "http://127.0.0.1:4566",
    region: "us-east-1",
    queue_url: QUEUE.url,
    dlq_url: DLQ.url,
  };

  test("the given ones", async () => {
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

  test("the local stack's, when none are given", async () => {
    const readState = async () => ({ state: "running", stack }) as never;
    await expect(chooseQueues(NONE, readState)).resolves.toMatchObject({
      queueUrl: QUEUE.url,
      dlqUrl: DLQ.url,
    });
  });

  test.each([
    "none",
    "stale",
    "unhealthy",
  ])("an error, when none are given and the local stack is %s", async (state) => {
    const readState = async () => ({ state, stack }) as never;
    await expect(chooseQueues(NONE, readState)).rejects.toMatchObject({ exitCode: 1 });
  });
});
