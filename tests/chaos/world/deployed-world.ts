import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { inject } from "vitest";
import type { FileRecord } from "../../../layers/core/src/domain/file.ts";
import { recordOf } from "../../e2e/cloud.ts";
import { type ApiResponse, call, type Upload, until } from "../../e2e/service.ts";
import type { TestFile } from "./files.ts";
import { awsConfig } from "./servers.ts";
import type { Places } from "./types.ts";

/** The deployed stack, for checks: its functions do the work, and its clock is the real time. */
export const deployedWorld = (): Places => {
  const { bucket, table, queue_url, dlq_url } = inject("chaosStack");
  return {
    isShared: true,
    s3: new S3Client({ ...awsConfig(), forcePathStyle: true }),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(awsConfig())),
    sqs: new SQSClient(awsConfig()),
    bucket,
    table,
    queueUrl: queue_url,
    dlqUrl: dlq_url,
    labels: new Map(),
    clock: () => new Date(),
  };
};

/** Requests an upload at the API, of text by default. */
export const requestFile = async (
  world: Places,
  label: string,
  bytes: Uint8Array,
  members: { type?: string; extension?: string } = {},
): Promise<TestFile & { upload: Upload }> => {
  const { type = "text/plain", extension = ".txt" } = members;
  const request = { file_name: `${label}${extension}`, extension, type, len: bytes.length };
  const { body } = await untilAvailable("POST", "/upload", request);
  const upload = body as Upload;
  world.labels.set(upload.file_id, label);
  return { upload, bytes, record: (await recordOf(upload.file_id)) as FileRecord };
};

/** Calls the API, and repeats the call while the response is 503: a busy machine is no fault of the service. */
export const untilAvailable = (method: string, path: string, body?: unknown): Promise<ApiResponse> =>
  until(
    () => call(method, path, body === undefined ? {} : { body }),
    ({ status }) => status !== 503,
  );
