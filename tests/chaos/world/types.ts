import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { SQSRecord } from "aws-lambda";
import type { confirmUpload } from "../../../functions/confirm/confirm-upload.ts";
import type { consultStatus } from "../../../functions/consult/consult-status.ts";
import type { Tally } from "../../../functions/reconciler/ports.ts";
import type {
  ConfirmRequest,
  UpdateRequest,
  UploadRequest,
} from "../../../layers/core/src/contract/requests.ts";
import type {
  PlanView,
  StatusView,
  UploadsView,
  UploadView,
} from "../../../layers/core/src/contract/responses.ts";
import type { Caller } from "../../../layers/core/src/domain/caller.ts";
import type { TimeLeft } from "../../../layers/core/src/ports.ts";
import type { Call } from "./call.ts";
import type { Plan } from "./plan.ts";

/** Where things are, and a tester's way to look at them: nothing is ever done to these clients. */
export type Places = {
  /** Whether others use them as well. */
  isShared: boolean;
  s3: S3Client;
  documents: DynamoDBDocumentClient;
  sqs: SQSClient;
  bucket: string;
  table: string;
  queueUrl: string;
  dlqUrl: string;
  /** What a file is called in the names of calls, by its id. */
  labels: Map<string, string>;
  clock: () => Date;
};

export type World = Places & {
  /** The queue of S3's events of inbox/. */
  inboxUrl: string;
  /** Longer files are copied in parts, of the smallest size there is. */
  parts: { thresholdBytes: number; partBytes: number };
  leftoverAgeSeconds: number;
  pass: (seconds: number) => void;
  process: (plan?: Plan) => Process;
  end: () => void;
};

/** The functions in a process, whichever way it runs. */
export type Functions = {
  isDead(): boolean;
  /** `batch` has the record, and what is delivered with it. */
  receive(record: SQSRecord, time: TimeLeft, batch: readonly SQSRecord[]): Promise<void>;
  /** An event of inbox/. */
  receiveInbox(record: SQSRecord, time: TimeLeft): Promise<void>;
  /** POST /upload with an Idempotency-Key. */
  upload(request: UploadRequest, caller: Caller, key: string): Promise<UploadView | PlanView | StatusView>;
  /** POST /uploads with an Idempotency-Key. */
  uploads(requests: readonly UploadRequest[], caller: Caller, key: string): Promise<UploadsView>;
  confirm(input: ConfirmRequest, caller: Caller): Promise<unknown>;
  remove(input: { file_id: string }, caller: Caller): Promise<void>;
  update(request: UpdateRequest): Promise<unknown>;
  reconcile(time: TimeLeft): Promise<Tally>;
};

/** The functions in a process of this test, which can die and whose calls are kept. */
export type Process = Functions & {
  /** Every attempt so far, in the order in which they were begun. */
  made: readonly Call[];
  confirm: ReturnType<typeof confirmUpload>;
  consult: ReturnType<typeof consultStatus>;
  end(): void;
};
