import { describe, expect, test } from "vitest";
import { chooseQueues } from "./choose-queues.ts";
import { DLQ, QUEUE } from "./dead-letters.fixture.ts";

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
