import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { aProcess } from "./a-process.ts";
import type { Plan } from "./plan.ts";
import { awsConfig, s3Config } from "./servers.ts";
import { MAX_INBOX_RECEIVES, MAX_RECEIVES, TABLE, VISIBILITY_SECONDS } from "./template.ts";
import type { Process, World } from "./types.ts";

/** The smallest part that S3 takes. */
export const PART_BYTES = 5 * 1024 ** 2;

export type Options = {
  /** When its time begins. */
  secondsAgo?: number;
  /** The reconciler's; the template's unless told otherwise. */
  leftoverAgeSeconds?: number;
};

/**
 * A bucket on versitygw, and a table and a queue as the template has them, of one test's own; the functions run
 * wherever `process` begins one. Time is the servers' own until somebody lets it pass.
 */
export const createWorld = async ({
  secondsAgo = 0,
  leftoverAgeSeconds = 3600,
}: Options = {}): Promise<World> => {
  const s3 = new S3Client({ ...s3Config(), requestChecksumCalculation: "WHEN_REQUIRED" });
  const dynamodb = new DynamoDBClient(awsConfig());
  const sqs = new SQSClient(awsConfig());
  const name = `chaos-${randomUUID()}`;
  const [queues] = await Promise.all([
    createQueues(sqs, name),
    s3.send(new CreateBucketCommand({ Bucket: name })),
    dynamodb.send(new CreateTableCommand({ ...TABLE, TableName: name })),
  ]);

  let offset = -secondsAgo * 1000;
  const processes: Process[] = [];
  const world: World = {
    isShared: false,
    s3,
    documents: DynamoDBDocumentClient.from(dynamodb),
    sqs,
    bucket: name,
    table: name,
    ...queues,
    parts: { thresholdBytes: PART_BYTES, partBytes: PART_BYTES },
    leftoverAgeSeconds,
    labels: new Map(),
    clock: () => new Date(Date.now() + offset),
    pass(seconds: number) {
      offset += seconds * 1000;
    },
    process(plan?: Plan): Process {
      const process = aProcess(world, plan);
      processes.push(process);
      return process;
    },
    end() {
      for (const one of processes) one.end();
      for (const client of [s3, dynamodb, sqs]) client.destroy();
    },
  };
  return world;
};

/** The move queue, the queue of inbox/ and the dead letters of both. Only a receive that finds nothing does not wait for something, as the template's does. */
const createQueues = async (sqs: SQSClient, name: string) => {
  const create = async (QueueName: string, Attributes: Record<string, string> = {}): Promise<string> => {
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl;
  };
  const dlqUrl = await create(`${name}-dead`);
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: dlqUrl, AttributeNames: ["QueueArn"] }),
  );
  const queueUrl = await create(name, {
    VisibilityTimeout: String(VISIBILITY_SECONDS),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: Attributes["QueueArn"],
      maxReceiveCount: MAX_RECEIVES,
    }),
  });
  const inboxUrl = await create(`${name}-inbox`, {
    VisibilityTimeout: String(VISIBILITY_SECONDS),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: Attributes["QueueArn"],
      maxReceiveCount: MAX_INBOX_RECEIVES,
    }),
  });
  return { queueUrl, dlqUrl, inboxUrl };
};

/** A world for as long as `work` takes. */
export const inAWorld = async <T>(work: (world: World) => Promise<T>, options?: Options): Promise<T> => {
  const world = await createWorld(options);
  try {
    return await work(world);
  } finally {
    world.end();
  }
};
