import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createFileTable } from "../../layers/core/src/aws/file-table.ts";
import type { Files } from "../../layers/core/src/ports.ts";
import { lambdaFunctions } from "../bundles/functions.ts";
import { startProcess } from "../mover/processes/start.ts";
import type { ServiceRequest, ServiceResponse } from "./messages.ts";

export interface ServiceOptions {
  /** An empty folder for the log. */
  home: string;
  /** The bucket, which exists. */
  bucket: string;
  /** The S3 server, as the clients of the service reach it: presigned URLs have this address. */
  s3: { endpoint: string; accessKeyId: string; secretAccessKey: string };
  /** Variables of the functions that differ from the defaults of template.yaml. */
  variables?: Record<string, string>;
  /** Whether a confirmed file is moved at once, or only by `move`. Default: at once. */
  moves?: "at-once" | "on-demand";
  signal?: AbortSignal;
}

export interface Service {
  /** The API's URL. */
  url: string;
  /** The table, to look at records. */
  files: Files;
  /** Moves all that waits in the queue. Returns the number of messages. */
  move(): Promise<number>;
  /** Sets whether a confirmed file is moved at once. */
  setMoves(moves: "at-once" | "on-demand"): Promise<void>;
  stop(): Promise<void>;
}

const REGION = "us-east-1";
const TABLE = "malote-light";

/**
 * Starts the service in one process of this machine: the real handlers of all routes of template.yaml and the mover, with
 * the light table and a queue in memory. The bytes go to the S3 server that the options name. It accepts any token that
 * has the form of a JWT and has not expired (token.ts).
 */
export const startService = async ({
  home,
  bucket,
  s3: { endpoint, accessKeyId, secretAccessKey },
  variables,
  moves = "at-once",
  signal = new AbortController().signal,
}: ServiceOptions): Promise<Service> => {
  const environment = Object.assign({}, ...lambdaFunctions().map((one) => one.environment));
  const process = startProcess<ServiceRequest, ServiceResponse>(
    {
      module: fileURLToPath(new URL("process.ts", import.meta.url)),
      args: [],
      imports: [],
      env: {
        ...environment,
        NODE_OPTIONS: "--conditions=malote-source",
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_ENDPOINT_URL_S3: endpoint,
        AWS_LAMBDA_FUNCTION_NAME: "service",
        POWERTOOLS_DEV: "false",
        POWERTOOLS_LOG_LEVEL: "ERROR",
        POWERTOOLS_METRICS_DISABLED: "true",
        FILES_TABLE: TABLE,
        BUCKET: bucket,
        CHECK_OWNERS: "false",
        BENCH_MOVES: moves,
        ...variables,
      },
      log: join(home, "service.log"),
    },
    signal,
  );
  const { url, table } = await process.request({ do: "addresses" });
  const dynamodb = new DynamoDBClient({
    endpoint: table,
    region: REGION,
    credentials: { accessKeyId, secretAccessKey },
  });
  return {
    url,
    files: createFileTable(TABLE, DynamoDBDocumentClient.from(dynamodb)),
    move: async () => (await process.request({ do: "move" })).moved,
    setMoves: async (next) => {
      await process.request({ do: "moves", atOnce: next === "at-once" });
    },
    stop: async () => {
      dynamodb.destroy();
      await process.stop();
    },
  };
};
