import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, inject, test } from "vitest";

const endpoint = inject("elasticmq");
const CREDENTIALS = { accessKeyId: "x", secretAccessKey: "x" };
const sqs = new SQSClient({ endpoint, region: "us-east-1", credentials: CREDENTIALS });

/** The two queues of the template, with dead letters in the dead-letter queue. */
const createQueues = async (deadLetters: number) => {
  const create = async (Attributes: Record<string, string>) => {
    const QueueName = `queue-${crypto.randomUUID()}`;
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl;
  };
  const dlq = await create({});
  const { QueueArn } = await attributesOf(dlq);
  const queue = await create({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: QueueArn, maxReceiveCount: 5 }),
  });
  for (let i = 0; i < deadLetters; i += 10) {
    const Entries = Array.from({ length: Math.min(10, deadLetters - i) }, (_, j) => ({
      Id: String(j),
      MessageBody: `message ${i + j}`,
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: dlq, Entries }));
  }
  return { queue, dlq };
};

const attributesOf = async (QueueUrl: string): Promise<Record<string, string>> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
  );
  return Attributes;
};

const depthOf = async (url: string) => Number((await attributesOf(url))["ApproximateNumberOfMessages"]);

const bodiesIn = async (QueueUrl: string): Promise<string[]> => {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
    );
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body = "" }) => Body));
  }
};

/** Starts the command as an operator does. */
const startRedrive = ({ queue, dlq }: { queue: string; dlq: string }): ChildProcess =>
  spawn(
    process.execPath,
    ["operate/redrive.ts", "--queue-url", queue, "--dlq-url", dlq, "--region", "us-east-1"],
    {
      env: {
        PATH: process.env["PATH"],
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );

const outputOf = async (command: ChildProcess): Promise<{ code: number; output: string }> => {
  let output = "";
  command.stdout?.on("data", (text) => (output += text));
  const [code] = await once(command, "close");
  return { code, output };
};

describe("npm run redrive with the move tasks of SQS", () => {
  let queues: Awaited<ReturnType<typeof createQueues>>;
  const all = (count: number) => Array.from({ length: count }, (_, i) => `message ${i}`).toSorted();

  beforeEach(async () => {
    queues = await createQueues(120);
  });

  test("makes SQS move every message", async () => {
    const { code, output } = await outputOf(startRedrive(queues));
    expect(code).toBe(0);
    expect(output).toContain("SQS moves the messages.");
    expect(output).toContain("120 messages sent back");
    expect(await depthOf(queues.dlq)).toBe(0);
    expect((await bodiesIn(queues.queue)).toSorted()).toEqual(all(120));
  });

  test("that is killed and run again follows the running task, and each message is moved once", async () => {
    const killed = startRedrive(queues);
    await expect.poll(() => depthOf(queues.queue), { timeout: 20_000 }).toBeGreaterThan(0);
    killed.kill("SIGKILL");
    await once(killed, "close");
    expect(await depthOf(queues.dlq)).toBeGreaterThan(0);

    const { code, output } = await outputOf(startRedrive(queues));
    expect(code).toBe(0);
    expect(output).toContain("SQS moves the messages.");
    expect(await depthOf(queues.dlq)).toBe(0);
    expect((await bodiesIn(queues.queue)).toSorted()).toEqual(all(120));
  });
});
