import { setTimeout as sleep } from "node:timers/promises";
import { BatchGetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Unavailable } from "../domain/errors.ts";
import type { FileRecord } from "../domain/file.ts";

/** Calls in all. A route may make four (the arithmetic at MoveQueue in template.yaml), and the pauses take time too. */
const MAX_CALLS = 3;
const LONGEST_FIRST_PAUSE_MS = 100;

/** Up to 100 ms, then up to 200 ms, at random, because other callers retry as well. */
const pauseBefore = (retry: number): number => Math.random() * LONGEST_FIRST_PAUSE_MS * retry;

export interface GetManyOptions {
  /** The most calls. Default: 3. */
  calls?: number;
  pause?: (ms: number) => Promise<unknown>;
  /** Hears of each call. */
  onCall?: () => void;
}

/**
 * Reads up to 100 records with one BatchGetItem. DynamoDB may return only some of them, when the table is throttled or
 * the records have over 16 MB. It is asked again for the others.
 * @throws Unavailable (503) if some are still missing after `calls` calls
 */
export const getMany = async (
  client: DynamoDBDocumentClient,
  table: string,
  fileIds: readonly string[],
  { calls = MAX_CALLS, pause = sleep, onCall }: GetManyOptions = {},
): Promise<FileRecord[]> => {
  const found: FileRecord[] = [];
  // DynamoDB refuses a batch with the same key twice.
  let keys: Record<string, unknown>[] = [...new Set(fileIds)].map((file_id) => ({ file_id }));
  for (let call = 0; keys.length > 0; call++) {
    if (call === calls) throw new Unavailable({ cause: new Error(`${keys.length} records were not read`) });
    if (call > 0) await pause(pauseBefore(call));
    onCall?.();
    const { Responses, UnprocessedKeys } = await client.send(
      // Consistent, because a status must not be older than the last write.
      new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
    );
    found.push(...((Responses?.[table] ?? []) as FileRecord[]));
    keys = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
};
