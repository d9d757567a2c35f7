import type { DynamoDBBatchResponse, DynamoDBRecord } from "aws-lambda";

export type Mapping = {
  batchSize: number;
  /** BisectBatchOnFunctionError. */
  bisects: boolean;
  /** MaximumRetryAttempts. */
  maxRetries: number;
  /** MaximumRecordAgeInSeconds. */
  maxAgeSeconds: number;
  /** The age of a record in seconds. Default: 0. */
  ageOf?: (record: DynamoDBRecord) => number;
};

type Handler = (event: { Records: DynamoDBRecord[] }) => Promise<DynamoDBBatchResponse>;

/** What the on-failure destination in S3 receives: the condition, and the whole event. */
export type Discarded = {
  condition: "RetryAttemptsExhausted" | "MaxRecordAgeExceeded";
  payload: { Records: DynamoDBRecord[] };
};

/**
 * One shard of an event source mapping with ReportBatchItemFailures, as AWS describes it. The emulator has no such mapping.
 * - https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html: the lowest sequence number that is
 *   returned is the checkpoint, and the rest is retried from there. A null or empty identifier fails the whole batch.
 * - https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html: an invocation that fails is split in two, which
 *   uses no retry. What is too old, or has used its retries, is sent to the destination, and the shard goes on.
 */
export const pollShard = async (
  records: readonly DynamoDBRecord[],
  handler: Handler,
  { batchSize, bisects, maxRetries, maxAgeSeconds, ageOf = () => 0 }: Mapping,
): Promise<Discarded[]> => {
  const discarded: Discarded[] = [];

  const deliver = async (batch: DynamoDBRecord[], retries = 0): Promise<void> => {
    if (batch.length === 0) return;
    if (batch.some((record) => ageOf(record) > maxAgeSeconds)) {
      discarded.push({ condition: "MaxRecordAgeExceeded", payload: { Records: batch } });
      return;
    }
    const checkpoint = await invoke(batch);
    if (checkpoint === "done") return;
    if (typeof checkpoint === "number" && checkpoint > 0) return deliver(batch.slice(checkpoint), retries);
    if (checkpoint === "failed" && bisects && batch.length > 1) {
      const half = Math.ceil(batch.length / 2);
      await deliver(batch.slice(0, half), retries);
      return deliver(batch.slice(half), retries);
    }
    if (retries < maxRetries) return deliver(batch, retries + 1);
    discarded.push({ condition: "RetryAttemptsExhausted", payload: { Records: batch } });
  };

  /** The place of the first record to repeat. */
  const invoke = async (batch: DynamoDBRecord[]): Promise<"done" | "failed" | number> => {
    const response = await handler({ Records: structuredClone(batch) }).catch(() => "failed" as const);
    if (response === "failed") return response;
    const failures = response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    if (failures.length === 0) return "done";
    const places = failures.map((id) => batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === id));
    return places.includes(-1) ? "failed" : Math.min(...places);
  };

  for (let i = 0; i < records.length; i += batchSize) await deliver(records.slice(i, i + batchSize));
  return discarded;
};
