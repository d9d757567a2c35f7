import { describe, expect, test } from "vitest";
import { aStream } from "../../../functions/status-events/testing/lives.ts";
import { seeded } from "../../chaos/world/random.ts";
import { aWorld } from "./world.ts";

// One call of a function fails, before it or before its response. The calls are found by recording them, so a new call is a new
// test. tests/chaos/changes.test.ts kills whole processes, with real tables and queues; time is simulated only here.

/** Simulated seconds until everything is delivered if nothing is cut off, and if something is. */
const UNDISTURBED = 400;
const DISTURBED = 7200;

/**
 * Two changes for a receiver that fails twice, so that queue and sweep have work. Call `at` is cut off. Lambda repeats the records of the stream, and SQS delivers the message again.
 */
const live = async (at?: number) => {
  const calls: string[] = [];
  const around = (call: string) => {
    calls.push(call);
    if (calls.length - 1 === at) throw new Error(`cut off at ${call}`);
  };
  let fails = 2;
  const world = aWorld({
    receivers: {
      receiver: () => ({ takes: 0.1, answer: { status: fails-- > 0 ? 500 : 204, response: "" } }),
    },
    around,
    aroundQueue: around,
  });
  await world.subscribe("receiver");
  const { records } = aStream(seeded(1, "webhooks").next, 2);
  for (let tries = 0; tries < 3; tries++) {
    const failed = await world.fanOut(records).catch(() => records.map(() => "all"));
    if (failed.length === 0) break;
  }
  await world.runUntil(UNDISTURBED);
  const untilDelivered = [...calls];
  await world.runUntil(DISTURBED);
  return { world, calls: untilDelivered, states: statesOf(world) };
};

const statesOf = ({ tables }: ReturnType<typeof aWorld>) =>
  [...tables.stored.deliveries.values()].map(({ delivery_id, state }) => [delivery_id, state]).toSorted();

const { calls, world: undisturbed, states } = await live();
const changesOf = ({ received }: typeof undisturbed) =>
  new Map(received.map(({ id, body }) => [id, body] as const));

test("the calls of all three functions are recorded", () => {
  expect(undisturbed.received.length).toBeGreaterThan(3);
  expect(states.length).toBeGreaterThan(1);
  expect(states.every(([, state]) => state === "delivered")).toBe(true);
  const ofEach = ["endpoints.list", "deliveries.create", "sqs.send", "deliveries.save", "deliveries.due"];
  expect(calls).toEqual(expect.arrayContaining(ofEach));
});

describe.each(calls.map((call, at) => ({ call, at })))("cut off at call $at ($call)", ({ at }) => {
  test("each change arrives with its id and its content, and nothing waits for ever", async () => {
    const { world, states: found } = await live(at);
    expect(changesOf(world)).toEqual(changesOf(undisturbed));
    expect(found).toEqual(states);
    expect(world.dead).toEqual([]);
  });
});
