import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { advance, type FileRecord, type FileStatusChanged, type Status, secondsAfter } from "@malote/core";
import { createEventBus } from "@malote/core/events";
import type { DynamoDBRecord } from "aws-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { expect, test } from "vitest";
import { aFile, NOW } from "#testing/builders.ts";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { seeded } from "../../tests/chaos/world/random.ts";
import { publishChanges } from "./publish-changes.ts";
import { aStreamRecord } from "./testing/stream.ts";
import { type Mapping, pollShard } from "./testing/stream-poller.ts";

// A thousand changes while EventBridge and the function fail at random: each one is published at least once, none is
// invented, and a duplicate has the id and the content of the first one.

const MAPPING: Mapping = { batchSize: 50, bisects: true, maxRetries: 1, maxAgeSeconds: 21_600 };

const randomOf = (seed: number) => seeded(seed, "status events").next;

/** The ways from status to status in these lives. A claim, written `claim`, passes through `uploaded`. */
const NEXT: Partial<Record<Status, (Status | "claim")[]>> = {
  pending: ["claim", "uploaded", "expired"],
  uploaded: ["claim"],
  processing: ["uploaded", "completed", "claim"],
  expired: ["pending", "claim"],
  completed: ["quarantined", "deleted"],
  quarantined: ["completed", "deleted"],
};
const BY: Partial<Record<Status, "owner" | "mover" | "operator" | "reconciler">> = {
  pending: "owner",
  expired: "reconciler",
  quarantined: "operator",
  deleted: "operator",
};

const write = (file: FileRecord, to: Status | "claim", at: string): FileRecord => {
  if (to !== "claim") {
    const by = file.status === "quarantined" ? "operator" : (BY[to] ?? "mover");
    return advance(file, { to, by, at });
  }
  const added = (["uploaded", "processing"] as const).map((status) => ({ status, at, by: "mover" as const }));
  return {
    ...file,
    status: "processing",
    version: file.version + 1,
    updated_at: at,
    history: [...file.history, ...added],
  };
};

/** Lives of files, mixed, with all changes that they made: file by file the statuses, in order. */
const aStream = (random: () => number, changes: number) => {
  const files: FileRecord[] = [];
  const records: DynamoDBRecord[] = [];
  const made = new Map<string, Status[]>();
  const count = () => [...made.values()].reduce((sum, statuses) => sum + statuses.length, 0);
  for (let second = 1; count() < changes; second++) {
    const i = Math.floor(random() * (files.length + 1));
    const file = files[i];
    const options = file && NEXT[file.status];
    if (file && !options) continue;
    if (!file || !options) {
      const file_id = `00000000-0000-4000-8000-${String(files.length).padStart(12, "0")}`;
      const created = aFile({ file_id });
      files.push(created);
      made.set(file_id, ["pending"]);
      records.push(aStreamRecord(undefined, created));
      continue;
    }
    const to = options[Math.floor(random() * options.length)] ?? "claim";
    const after = write(file, to, secondsAfter(NOW, second));
    const first = file.status === "uploaded" ? [] : (["uploaded"] as const);
    made.get(file.file_id)?.push(...(to === "claim" ? ([...first, "processing"] as const) : [to]));
    records.push(aStreamRecord(file, after));
    files[i] = after;
  }
  return { records, made };
};

test.each([1, 2, 3, 4, 5])("1,000 changes with faults, seed %i", async (seed) => {
  const random = randomOf(seed);
  const { records, made } = aStream(random, 1000);
  const published: FileStatusChanged[] = [];
  let failing = true;
  const happens = (chance: number) => failing && random() < chance;
  const client = new EventBridgeClient(SDK_CONFIG);
  mockClient(client)
    .on(PutEventsCommand)
    .callsFake(({ Entries }: { Entries: { Detail: string }[] }) => {
      if (happens(0.12)) throw new Error("InternalException");
      const results = Entries.map(({ Detail }) => {
        if (happens(0.12)) return { ErrorCode: "ThrottlingException" };
        published.push(JSON.parse(Detail));
        return { EventId: "1" };
      });
      // The response is lost: EventBridge has the events, and the function does not know it.
      if (happens(0.08)) throw new Error("TimeoutError");
      return { Entries: results };
    });
  const publish = publishChanges({
    bus: createEventBus("malote", client),
    report: { published: () => {}, notPublished: () => {} },
  });
  const handler = async ({ Records }: { Records: DynamoDBRecord[] }) => {
    if (happens(0.12)) throw new Error("killed before");
    const failed = await publish(Records);
    if (happens(0.12)) throw new Error("killed after");
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };

  const discarded = await pollShard(records, handler, MAPPING);
  failing = false;
  // Later, an operator sends what the destination has (operate/redrive-events.ts).
  for (const { payload } of discarded)
    await expect(handler(payload)).resolves.toEqual({ batchItemFailures: [] });

  expect(discarded.length, "records that used up their retries").toBeGreaterThan(0);
  const unique = new Map(published.map((event) => [event.id, event]));
  expect(published.length, "duplicates").toBeGreaterThan(unique.size);
  for (const event of published) expect(event).toEqual(unique.get(event.id));
  for (const [fileId, statuses] of made) {
    const events = [...unique.values()].filter(({ file_id }) => file_id === fileId);
    expect(inOrder(events).map(({ status }) => status)).toEqual(statuses);
  }
  expect(unique.size).toBe([...made.values()].flat().length);
});

/** As docs/events.md describes it: by version; of two with the same one, `uploaded` is the first. */
const inOrder = (events: FileStatusChanged[]) =>
  events.toSorted(
    (a, b) => a.version - b.version || Number(b.status === "uploaded") - Number(a.status === "uploaded"),
  );

test("a record that fails each time goes to the destination alone, and the shard goes on", async () => {
  const { records } = aStream(randomOf(9), 30);
  const poisoned = records[7];
  const seen = new Set<string | undefined>();
  const handler = async ({ Records }: { Records: DynamoDBRecord[] }) => {
    const sequences = Records.map(({ dynamodb }) => dynamodb?.SequenceNumber);
    if (sequences.includes(poisoned?.dynamodb?.SequenceNumber)) throw new Error("out of memory");
    for (const sequence of sequences) seen.add(sequence);
    return { batchItemFailures: [] };
  };

  const discarded = await pollShard(records, handler, MAPPING);

  expect(discarded).toEqual([{ condition: "RetryAttemptsExhausted", payload: { Records: [poisoned] } }]);
  expect(seen.size).toBe(records.length - 1);
});

test("a record that is too old goes to the destination without a call", async () => {
  const { records } = aStream(randomOf(9), 10);
  const handler = () => Promise.reject(new Error("called"));
  const discarded = await pollShard(records, handler, { ...MAPPING, ageOf: () => 30_000 });
  expect(discarded).toEqual([{ condition: "MaxRecordAgeExceeded", payload: { Records: records } }]);
});
