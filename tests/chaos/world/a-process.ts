import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { confirmUpload } from "../../../functions/confirm/confirm-upload.ts";
import { consultStatus } from "../../../functions/consult/consult-status.ts";
import {
  type ReceivePorts as InboxPorts,
  receiveMessage as receiveFromInbox,
} from "../../../functions/inbox/receive-message.ts";
import { type ReceivePorts, receiveMessage } from "../../../functions/mover/receive-message.ts";
import { rememberFinished } from "../../../functions/mover/remember-finished.ts";
import { reconcile } from "../../../functions/reconciler/reconcile.ts";
import { removeFile } from "../../../functions/remove/remove-file.ts";
import { updateStatus } from "../../../functions/update/update-status.ts";
import { requestUploads } from "../../../functions/upload-many/request-uploads.ts";
import { respond } from "../../../functions/upload-many/respond.ts";
import { createFileIndexes } from "../../../layers/core/src/aws/file-indexes.ts";
import { createFileTable } from "../../../layers/core/src/aws/file-table.ts";
import { createInboxQueue } from "../../../layers/core/src/aws/inbox-queue.ts";
import { createInboxStorage } from "../../../layers/core/src/aws/inbox-storage.ts";
import { createDeliveries, createMoveQueue } from "../../../layers/core/src/aws/move-queue.ts";
import { callsUntil, MOVER_CALL_LIMITS } from "../../../layers/core/src/aws/mover-client.ts";
import { createMoverStorage } from "../../../layers/core/src/aws/mover-storage.ts";
import { createReconcilerStorage } from "../../../layers/core/src/aws/reconciler-storage.ts";
import { createStorage } from "../../../layers/core/src/aws/storage.ts";
import { createSweepCursor } from "../../../layers/core/src/aws/sweep-cursor.ts";
import type { UploadRequest } from "../../../layers/core/src/contract/requests.ts";
import { limitRules, RequestedUpload, UPLOAD_RULES } from "../../../layers/core/src/domain/upload-rules.ts";
import { requestUpload, uploadViewOf } from "../../../layers/core/src/steps/request-upload.ts";
import { copyCondition } from "./copy-condition.ts";
import { EXPIRY_SECONDS } from "./files.ts";
import { both, type Plan, undisturbed } from "./plan.ts";
import { awsConfig, s3Config } from "./servers.ts";
import { MAX_RECEIVES } from "./template.ts";
import type { Process, World } from "./types.ts";
import { limited, underAPlan } from "./under-a-plan.ts";

/**
 * The functions as their handlers wire them, in one process of their own: real use cases over real adapters
 * over real clients with their own limits, of which every attempt goes through `plan`. Only the backoff
 * between the SDK's attempts is cut short, and the clock is the world's.
 */
export const aProcess = (world: World, plan: Plan = undisturbed): Process => {
  const { made, isDead, tap } = underAPlan(world.labels, both(plan, copyCondition(world)));
  const s3 = tap(new S3Client({ ...s3Config(), ...limited() }));
  const copying = tap(new S3Client({ ...s3Config(), ...limited(MOVER_CALL_LIMITS) }));
  const dynamodb = tap(new DynamoDBClient({ ...awsConfig(), ...limited() }));
  const sqs = tap(new SQSClient({ ...awsConfig(), ...limited() }));

  const { bucket, queueUrl, table, clock } = world;
  const documents = DynamoDBDocumentClient.from(dynamodb);
  const files = createFileTable(table, documents);
  const storage = createStorage(bucket, s3);
  const queue = createMoveQueue(queueUrl, sqs);
  const moverPorts: ReceivePorts = {
    files,
    filesOfEvents: rememberFinished(files, clock),
    // No invocation ends here before its time: the stories say when.
    storage: createMoverStorage(bucket, callsUntil(copying, new AbortController().signal)),
    queue,
    deliveries: createDeliveries(queueUrl, sqs),
    bucket,
    parts: world.parts,
    maxAttempts: MAX_RECEIVES,
    refusesPrograms: true,
    clock,
    report: { dropped() {}, moved() {}, refused() {}, postponed() {}, undelayed() {}, notAborted() {} },
  };
  const inboxPorts: InboxPorts = {
    files,
    storage: createInboxStorage(bucket, callsUntil(copying, new AbortController().signal)),
    queue: createInboxQueue(world.inboxUrl, sqs),
    bucket,
    uploads: {
      refine: (members) => new RequestedUpload(members),
      rules: [
        ...UPLOAD_RULES,
        ...limitRules({
          maxBytes: Number.MAX_SAFE_INTEGER,
          maxSha256Bytes: world.parts.thresholdBytes,
          allowedTypes: ["*/*"],
          deniedExtensions: [".exe"],
        }),
      ],
    },
    parts: world.parts,
    clock,
    report: { dropped() {}, handled() {}, postponed() {}, undelayed() {} },
  };
  const requested = requestUpload({
    files,
    storage,
    expirySeconds: EXPIRY_SECONDS,
    plans: {
      maxBytes: Number.MAX_SAFE_INTEGER,
      parts: { minBytes: world.parts.partBytes, maxBytes: world.parts.partBytes },
    },
    clock,
  });
  return {
    made,
    isDead,
    upload: async (request, caller, key) =>
      uploadViewOf(await requested(new RequestedUpload(request), caller, { "idempotency-key": key })),
    uploads: async (requests, caller, key) => {
      const entries = await requestUploads({
        readEntry: (raw) => new RequestedUpload(raw as UploadRequest),
        announce: requested,
      })({ files: [...requests] }, caller, { "idempotency-key": key });
      return respond(entries, "request-1").body;
    },
    receiveInbox: (record, time) => receiveFromInbox(inboxPorts)(record, time),
    receive: (record, time, batch) => receiveMessage(moverPorts, batch)(record, time),
    confirm: confirmUpload({ files, storage, queue, clock }),
    remove: removeFile({ files, storage, leftBehind() {}, clock }),
    update: updateStatus({ files, storage, queue, clock }),
    consult: consultStatus({ files }),
    reconcile: reconcile({
      files,
      indexes: createFileIndexes(table, documents),
      storage: createReconcilerStorage(bucket, s3),
      queue,
      cursor: createSweepCursor(table, documents),
      maxAttempts: MAX_RECEIVES,
      leftoverAgeSeconds: world.leftoverAgeSeconds,
      clock,
      report: { file() {}, object() {}, failed() {}, finished() {} },
    }),
    end() {
      for (const client of [s3, copying, dynamodb, sqs]) client.destroy();
    },
  };
};
