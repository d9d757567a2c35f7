import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createFileTable } from "../../layers/core/src/aws/file-table.ts";
import type { Files } from "../../layers/core/src/ports.ts";
import type { Source } from "../../local/emulator/source.ts";
import { startEmulator } from "../../local/emulator/start-emulator.ts";
import { ensureGoTool } from "../../tools/go/ensure-tool.ts";
import { claimPort } from "../../tools/processes/port.ts";
import { ensureEnvironments } from "../../tools/python/environments.ts";
import { startVersitygw } from "../../tools/servers/versitygw.ts";
import { startProcess } from "./processes/start.ts";
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
  /** The variables with which a process finds these servers. */
  environment: Record<string, string>;
}

/** The same bucket and queue, with each of the two tables. */
export interface AllServers {
  /** With a table that needs almost no CPU: see createLightTable. */
  light: Servers;
  /** With the emulator's table. */
  emulator: Servers;
  stop(): Promise<void>;
}

/** Starts versitygw for the bucket, the emulator for the queue and a table, and the light table. All are empty. */
export const startServers = async (home: string, signal: AbortSignal): Promise<AllServers> => {
  const onLine = (line: string) => console.error(line);
  await ensureEnvironments(["ministack"], { onLine, signal });
  const program = await ensureGoTool("versitygw", { onLine, signal });
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
  };
  try {
    const emulator = await startEmulator(
      { home, port: await claimPort(0), instance: `bench-${randomUUID()}` },
      signal,
    );
    started.push(emulator);
    // A process has one access key for all services, so versitygw uses the emulator's.
    const versitygw = await startVersitygw(program, {
      credentials: emulator.source.credentials,
      keepAlive: true,
    });
    started.push(versitygw);
    const table = startLightTable(home, signal);
    started.push(table);
    const { endpoint } = await table.request({});
    const { source } = emulator;
    const servers = await create(source, versitygw.server.endpoint);
    return { emulator: servers, light: withTable(servers, { ...source, endpoint }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const startLightTable = (home: string, signal: AbortSignal) =>
  startProcess<object, { endpoint: string }>(
    {
      module: fileURLToPath(new URL("processes/light-table.ts", import.meta.url)),
      args: [],
      imports: [],
      env: {},
      log: join(home, "light-table.log"),
    },
    signal,
  );

const withTable = (servers: Servers, table: Source): Servers => ({
  ...servers,
  files: filesAt(table),
  environment: { ...servers.environment, AWS_ENDPOINT_URL_DYNAMODB: table.endpoint },
});

const filesAt = (source: Source): Files =>
  createFileTable(TABLE, DynamoDBDocumentClient.from(new DynamoDBClient(source)));

const create = async (aws: Source, s3Endpoint: string): Promise<Servers> => {
  const s3 = new S3Client({ ...aws, endpoint: s3Endpoint, forcePathStyle: true });
  const dynamodb = new DynamoDBClient(aws);
  const sqs = new SQSClient(aws);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await dynamodb.send(new CreateTableCommand(filesTable(TABLE)));
  const { QueueUrl: queueUrl = "" } = await sqs.send(
    new CreateQueueCommand({
      QueueName: "moves",
      Attributes: { VisibilityTimeout: String(VISIBILITY_SECONDS) },
    }),
  );
  const environment = {
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ENDPOINT_URL_S3: s3Endpoint,
    AWS_LAMBDA_FUNCTION_NAME: "mover",
    POWERTOOLS_DEV: "false",
    FILES_TABLE: TABLE,
    BUCKET,
    MOVE_QUEUE_URL: queueUrl,
  };
  return { s3, bucket: BUCKET, files: filesAt(aws), sqs, queueUrl, environment };
};
