import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { inject } from "vitest";
import { moveFile } from "../../functions/mover/move-file.ts";
import type { Outcome } from "../../functions/mover/ports.ts";
import { createFileTable } from "../../layers/core/src/aws/file-table.ts";
import { createMoverStorage } from "../../layers/core/src/aws/mover-storage.ts";
import { config } from "./cloud.ts";

const stack = inject("stack");
const files = createFileTable(stack.table, DynamoDBDocumentClient.from(new DynamoDBClient(config)));
const bucket = createMoverStorage(stack.bucket, new S3Client({ ...config, forcePathStyle: true }));

/**
 * A mover with the deployed table and bucket. It stops right before it copies, like a mover whose S3 is slow.
 * It holds the file when this function returns. `continueMove` makes it do the rest.
 */
export const holdFile = async (
  fileId: string,
  keyPath: string,
): Promise<{ continueMove(): Promise<Outcome> }> => {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const storage = {
    ...bucket,
    copy: async (...args: Parameters<typeof bucket.copy>) => {
      stop();
      await gate;
      return bucket.copy(...args);
    },
  };
  const ports = {
    files,
    storage,
    queue: { send: async () => {} },
    parts: { thresholdBytes: 1024 ** 3, partBytes: 1024 ** 2 },
    maxAttempts: 5,
    refusesPrograms: true,
    clock: () => new Date(),
    report: { notAborted: () => {} },
  };
  const arrival = {
    file_id: fileId,
    key_path: keyPath,
    dest_path: keyPath.replace(/^temp/, "dest"),
    message_id: "the mover that holds it",
    receive_count: 1,
  };
  const move = moveFile(ports, arrival, () => 120_000);
  // If the move ends before the copy, there is nothing to wait for.
  await Promise.race([stopped, move]);
  return {
    continueMove() {
      open();
      return move;
    },
  };
};
