import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { FileStatusChanged } from "@malote/core";
import { createEventBus } from "@malote/core/events";
import type { DynamoDBRecord } from "aws-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { expect, test } from "vitest";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { seeded } from "../../tests/chaos/world/random.ts";
import { publishChanges } from "./publish-changes.ts";
import { aStream } from "./testing/lives.ts";
import { type Mapping, pollShard } from "./testing/stream-poller.ts";

// A thousand changes while EventBridge and the function fail at random: each one is published at least once, none is
// invented, and a duplicate has the id and the content of the first one.

const MAPPING: Mapping = { batchSize: 50, bisects: true, maxRetries: 1, maxAgeSeconds: 21_600 };

const randomOf = (seed: number) => seeded(seed, "status events").next;

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
