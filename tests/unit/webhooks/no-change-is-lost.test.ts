import type { FileStatusChanged } from "@malote/core";
import { statusEvents } from "@malote/core";
import { writeOf } from "@malote/core/changes";
import { eventTypeOf, RETRY_DELAYS, type WebhookBody } from "@malote/core/webhooks";
import type { DynamoDBRecord } from "aws-lambda";
import { expect, test } from "vitest";
import { aStream } from "../../../functions/status-events/testing/lives.ts";
import { type Mapping, pollShard } from "../../../functions/status-events/testing/stream-poller.ts";
import { seeded } from "../../chaos/world/random.ts";
import { aWorld, type Receiver } from "./world.ts";

// A thousand changes while DynamoDB, SQS, the functions and a receiver fail at random: each one reaches each endpoint that
// wants it at least once, none is invented, and a duplicate has the id and the content of the first one.

const MAPPING: Mapping = { batchSize: 25, bisects: true, maxRetries: 2, maxAgeSeconds: 21_600 };
const HOUR = 3600;

const changesIn = (records: readonly DynamoDBRecord[]): FileStatusChanged[] =>
  records.flatMap((record) => {
    const write = writeOf(record);
    return write ? statusEvents(write.before, write.after) : [];
  });

const bodyOf = ({ body }: { body: string }): WebhookBody => JSON.parse(body);
const ok: Receiver = () => ({ takes: 0.1, answer: { status: 204, response: "" } });

test.each([1, 2, 3])("1,000 changes with faults, seed %i", async (seed) => {
  const { next } = seeded(seed, "webhooks");
  const { records } = aStream(next, 1000);
  let failing = true;
  const happens = (chance: number) => failing && next() < chance;
  const fails = (call: string) => {
    if (happens(0.02)) throw new Error(call);
  };
  const faulty: Receiver = () => {
    if (happens(0.2)) return { takes: 10, answer: { error: "No response within 10 s." } };
    return { takes: 0.2, answer: { status: happens(0.2) ? 500 : 200, response: "" } };
  };
  const world = aWorld({ receivers: { faulty, picky: ok }, around: fails, aroundQueue: fails });
  await world.subscribe("faulty");
  await world.subscribe("picky", { event_types: ["file.completed", "file.deleted"] });
  const handler = async ({ Records }: { Records: DynamoDBRecord[] }) => {
    if (happens(0.05)) throw new Error("killed before");
    const failed = await world.fanOut(Records);
    if (happens(0.05)) throw new Error("killed after");
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };

  const discarded = await pollShard(records, handler, MAPPING);
  await world.runUntil(HOUR);
  failing = false;
  // Later, an operator sends what the destination has (npm run redrive:events).
  for (const { payload } of discarded)
    await expect(handler(payload)).resolves.toEqual({ batchItemFailures: [] });
  await world.runUntil(24 * HOUR);

  const changes = changesIn(records);
  for (const [host, wanted] of [
    ["faulty", changes],
    ["picky", changes.filter(({ status }) => status === "completed" || status === "deleted")],
  ] as const) {
    const got = world.received.filter(({ webhook_id }) => webhook_id === host);
    const first = new Map(got.map((each) => [each.id, each]));
    // At least once, and none invented.
    expect([...first.values()].map((each) => bodyOf(each).data.id).toSorted()).toEqual(
      wanted.map(({ id }) => id).toSorted(),
    );
    for (const each of got) expect(each.body).toBe(first.get(each.id)?.body);
    for (const each of first.values()) {
      const { type, timestamp, data } = bodyOf(each);
      expect(data).toEqual(JSON.parse(JSON.stringify(wanted.find(({ id }) => id === data.id))));
      expect([type, timestamp]).toEqual([eventTypeOf(data.status), data.updated_at]);
    }
  }
  const toFaulty = world.received.filter(({ webhook_id }) => webhook_id === "faulty");
  expect(toFaulty.length, "duplicates").toBeGreaterThan(changes.length);
  const left = [...world.tables.stored.deliveries.values()].filter(({ state }) => state !== "delivered");
  expect(left).toEqual([]);
});

test("a receiver that is down for two hours gets everything in order of its retries, and delays no other", async () => {
  const { records } = aStream(seeded(7, "webhooks").next, 600);
  const tried = new Map<string, number[]>();
  const world = aWorld({
    receivers: {
      down: ({ seconds, received }) => {
        tried.set(received.id, [...(tried.get(received.id) ?? []), seconds]);
        if (seconds < 2 * HOUR) return { takes: 10, answer: { error: "No response within 10 s." } };
        return { takes: 0.1, answer: { status: 200, response: "" } };
      },
      up: ok,
    },
  });
  await world.subscribe("down");
  await world.subscribe("up");

  // Half of it at once, and the other half an hour later.
  const half = Math.floor(records.length / 2);
  const parts = [records.slice(0, half), records.slice(half)];
  for (const [i, part] of parts.entries()) {
    await expect(world.fanOut(part)).resolves.toEqual([]);
    await world.runUntil((i + 1) * HOUR);
  }
  await world.runUntil(24 * HOUR);

  const idsOf = (host: string) =>
    world.received.filter(({ webhook_id }) => webhook_id === host).map((each) => bodyOf(each).data.id);
  const made = changesIn(records).map(({ id }) => id);
  expect(idsOf("down").toSorted()).toEqual(made.toSorted());
  expect(idsOf("up").toSorted()).toEqual(made.toSorted());
  expect(world.dead).toEqual([]);

  // The other one had each change within seconds, while 50 attempts of ten seconds were all that could run.
  const lateness = world.received
    .filter(({ webhook_id }) => webhook_id === "up")
    .map(({ at }) => (at < HOUR ? at : at - HOUR));
  expect(Math.max(...lateness)).toBeLessThan(15);

  // An attempt came when the schedule has it: after the ten seconds of the one before, and the wait. Then come at most the
  // minute of the sweep, and the time of those ahead in the queue.
  const ahead = (made.length * 10) / 25;
  for (const times of tried.values()) {
    const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0) - 10);
    for (const [i, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(RETRY_DELAYS[i + 1] ?? 0);
      expect(wait).toBeLessThanOrEqual((RETRY_DELAYS[i + 1] ?? 0) + 60 + ahead);
    }
  }
  expect(new Set([...tried.values()].map(({ length }) => length))).toEqual(new Set([5]));
});
