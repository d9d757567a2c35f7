import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createFileTable } from "../../layers/core/src/aws/file-table.ts";
import type { Files } from "../../layers/core/src/ports.ts";
import { credentials, REGION } from "../../local/emulator/emulator-environment.ts";
import { claimPort } from "../../local/emulator/port.ts";
import { startEmulator } from "../../local/emulator/start-emulator.ts";
import { ensureGoTool } from "../../local/go/ensure-tool.ts";
import { ensureEnvironments } from "../../local/python/environments.ts";
import { startVersitygw } from "../../local/servers/versitygw.ts";
import { filesTable } from "./table.ts";

const BUCKET = "malote-bench";
const TABLE = "malote-bench-files";

/** As in template.yaml: six times the mover's timeout. */
const VISIBILITY_SECONDS = 720;

export interface Servers {
  s3: S3Client;
  bucket: string;
  files: Files;
  sqs: SQSClient;
  queueUrl: string;
  /** With which a process finds all of it. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

/** versitygw for the bucket, the emulator for the table and the queue; all of it new and empty. */
export const startServers = async (home: string, signal: AbortSignal): Promise<Servers> => {
  const onLine = (line: string) => console.error(line);
  await ensureEnvironments(["ministack"], { onLine, signal });
  const program = await ensureGoTool("versitygw", { onLine, signal });
  const emulator = await startEmulator(
    { home, port: await claimPort(0), instance: `bench-${randomUUID()}` },
    signal,
  );
  // One process has one key for all services, so versitygw gets the emulator's.
  const versitygw = await startVersitygw(program, { credentials, keepAlive: true }).catch(
    async (error: unknown) => {
      await emulator.stop();
      throw error;
    },
  );
  const stop = async () => {
    await Promise.all([emulator.stop(), versitygw.stop()]);
  };
  try {
    return { ...(await create(emulator.endpoint, versitygw.server.endpoint)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const create = async (aws: string, s3Endpoint: string): Promise<Omit<Servers, "stop">> => {
  const place = { region: REGION, credentials };
  const s3 = new S3Client({ ...place, endpoint: s3Endpoint, forcePathStyle: true });
  const dynamodb = new DynamoDBClient({ ...place, endpoint: aws });
  const sqs = new SQSClient({ ...place, endpoint: aws });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await dynamodb.send(new CreateTableCommand(filesTable(TABLE)));
  const { QueueUrl: queueUrl = "" } = await sqs.send(
    new CreateQueueCommand({
      QueueName: "moves",
      Attributes: { VisibilityTimeout: String(VISIBILITY_SECONDS) },
    }),
  );
  const files = createFileTable(TABLE, DynamoDBDocumentClient.from(dynamodb));
  const environment = {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL: aws,
    AWS_ENDPOINT_URL_S3: s3Endpoint,
    AWS_LAMBDA_FUNCTION_NAME: "mover",
    POWERTOOLS_DEV: "false",
    FILES_TABLE: TABLE,
    BUCKET,
    MOVE_QUEUE_URL: queueUrl,
  };
  return { s3, bucket: BUCKET, files, sqs, queueUrl, environment };
};
