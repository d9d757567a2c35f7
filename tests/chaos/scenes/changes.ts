import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { advance, type FileRecord, type FileStatusChanged, statusEvents } from "@malote/core";
import { writeOf } from "@malote/core/changes";
import { type Delivery, type Endpoint, MAX_DELIVERY_ATTEMPTS, type WebhookBody } from "@malote/core/webhooks";
import type { DynamoDBRecord } from "aws-lambda";
import { expect } from "vitest";
import { aFile, NOW } from "#testing/builders.ts";
import { aStream } from "../../../functions/status-events/testing/lives.ts";
import { aStreamRecord } from "../../../functions/status-events/testing/stream.ts";
import { type Mapping, pollShard } from "../../../functions/status-events/testing/stream-poller.ts";
import { type ChangesProcess, type ChangesWorld, type Receiver, withChanges } from "../world/changes.ts";
import { startedAnew, type TestFunction, untilAnswered } from "../world/crash.ts";
import { deliverFrom } from "../world/deliver.ts";
import { Died, type Plan } from "../world/plan.ts";
import { seeded } from "../world/random.ts";

type Invoked = TestFunction<ChangesProcess>;

/** Changes of files on their way to the bus or to receivers. It runs many times, each time with a fault in another place. */
export type ChangesScene = {
  name: string;
  receiver: Receiver;
  set(world: ChangesWorld): Promise<void>;
  /** Work that is done to its end, also if the process that does it is killed. */
  act(world: ChangesWorld, invoked: Invoked): Promise<void>;
  /** Asserts the outcome. */
  check(world: ChangesWorld): Promise<void>;
};

/** Retries until nothing fails: what happens to a record that is given up, unit tests have. */
const MAPPING: Mapping = { batchSize: 25, bisects: true, maxRetries: 100, maxAgeSeconds: 21_600 };

export const changesIn = (records: readonly DynamoDBRecord[]): FileStatusChanged[] =>
  records.flatMap((record) => {
    const write = writeOf(record);
    return write ? statusEvents(write.before, write.after) : [];
  });

/** Has a function read the table's stream, until all records are handled. */
export const readStream = async (
  records: readonly DynamoDBRecord[],
  invoked: Invoked,
  name: "publish" | "fanOut",
): Promise<void> => {
  const discarded = await pollShard(
    records,
    async ({ Records }) => {
      const process = invoked.current();
      const failed = await process[name](Records);
      if (process.isDead()) throw new Died();
      return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
    },
    MAPPING,
  );
  expect(discarded).toEqual([]);
};

/** Of the queue of deliveries: batches at the same time. */
const MAPPINGS = 5;

/** Longer than any wait between two attempts. */
const LONGEST_WAIT = 36_001;

/** Delivers what is on the queue. Returns the deliveries that wait. */
const deliverQueue = async (world: ChangesWorld, invoked: Invoked): Promise<Delivery[]> => {
  await deliverFrom(
    { ...world, queueUrl: world.deliveryUrl },
    () => {
      const process = invoked.current();
      return {
        process: {
          receive: async ({ body }) => void (await process.attempt(JSON.parse(body))),
          isDead: process.isDead,
        },
      };
    },
    { atOnce: MAPPINGS },
  );
  return (await world.deliveries()).filter(({ state }) => state === "waiting");
};

/** Delivers messages and sweeps in turns, until no delivery waits, or at most for so many turns. Returns those that wait. */
export const deliverInTurns = async (
  world: ChangesWorld,
  invoked: Invoked,
  turns: number,
): Promise<Delivery[]> => {
  let waiting = await deliverQueue(world, invoked);
  for (let turn = 0; turn < turns && waiting.length > 0; turn++) {
    world.pass(LONGEST_WAIT);
    await untilAnswered(invoked, (process) => process.sweep(() => 50_000).catch(() => undefined));
    waiting = await deliverQueue(world, invoked);
  }
  return waiting;
};

/** The same until no delivery waits. */
export const settleDeliveries = async (world: ChangesWorld, invoked: Invoked): Promise<void> =>
  expect(await deliverInTurns(world, invoked, 2 * MAX_DELIVERY_ATTEMPTS)).toEqual([]);

const ok: Receiver = () => ({ status: 204, response: "" });
const down: Receiver = () => ({ error: "No response within 10 s." });

const processing = (["uploaded", "processing"] as const).reduce<FileRecord>(
  (file, to) => advance(file, { to, by: "mover", at: NOW }),
  aFile(),
);
const completed = advance(processing, { to: "completed", by: "mover", at: NOW });
const ONE = [aStreamRecord(processing, completed)];
const NEXT = [aStreamRecord(completed, advance(completed, { to: "deleted", by: "owner", at: NOW }))];
/** More than one call of PutEvents and of SendMessageBatch takes. */
const DOZEN = aStream(seeded(1, "a dozen changes").next, 12).records;

/** Asserts that each change was posted to the webhook at least once, each time with the same id and body, and no other. */
export const expectPosted = (
  { posted }: ChangesWorld,
  webhookId: string,
  changes: readonly FileStatusChanged[],
): void => {
  const got = posted.filter(({ webhook_id }) => webhook_id === webhookId);
  const bodies = new Map(got.map(({ id, body }) => [id, body]));
  for (const { id, body } of got) expect(body).toBe(bodies.get(id));
  const found = [...bodies.values()].map((body) => (JSON.parse(body) as WebhookBody).data);
  expectSame(found, changes);
};

/** Asserts that each change was published at least once, each time the same, and no other. */
export const expectPublished = (
  events: readonly FileStatusChanged[],
  changes: readonly FileStatusChanged[],
): void => {
  const unique = new Map(events.map((event) => [event.id, event]));
  for (const event of events) expect(event).toEqual(unique.get(event.id));
  expectSame([...unique.values()], changes);
};

const expectSame = (found: readonly FileStatusChanged[], wanted: readonly FileStatusChanged[]): void => {
  const sorted = (changes: readonly FileStatusChanged[]) =>
    changes.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(sorted(found)).toEqual(JSON.parse(JSON.stringify(sorted(wanted))));
};

type Outcome = { world: ChangesWorld; endpoint: Endpoint | undefined; delivery: Delivery | undefined };

/** One delivery that had `attempts` attempts, to one webhook whose receiver responds to the others as `receiver`. */
const toOne = (
  name: string,
  receiver: Receiver,
  attempts: number,
  check: (of: Outcome) => Promise<void>,
): ChangesScene => ({
  name,
  receiver,
  async set(world) {
    await world.subscribe("receiver");
    await readStream(ONE, aLivingProcess(world), "fanOut");
    for (const delivery of await world.deliveries())
      await world.deliveryTable.save(delivery, { ...delivery, attempts });
  },
  act: settleDeliveries,
  async check(world) {
    expectPosted(world, "receiver", changesIn(ONE));
    const [delivery, ...more] = await world.deliveries();
    expect(more).toEqual([]);
    await check({ world, delivery, endpoint: await world.endpoints.get("receiver") });
  },
});

/** The versions of the dead letters. */
const deadLetters = async ({ sqs, deadUrl }: ChangesWorld): Promise<Set<number>> => {
  const versions = new Set<number>();
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: deadUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return versions;
    for (const { Body = "" } of Messages) versions.add(JSON.parse(Body).version);
  }
};

/** Every call that the functions of events and webhooks can make is in at least one of them. */
export const CHANGES: ChangesScene[] = [
  {
    name: "a dozen changes on their way to the bus",
    receiver: ok,
    set: async () => {},
    act: (_, invoked) => readStream(DOZEN, invoked, "publish"),
    check: async (world) => expectPublished(await world.published(), changesIn(DOZEN)),
  },
  {
    name: "a dozen changes on their way to two webhooks",
    receiver: ok,
    async set(world) {
      await world.subscribe("first");
      await world.subscribe("second", { event_types: ["file.pending", "file.completed"] });
    },
    act: (_, invoked) => readStream(DOZEN, invoked, "fanOut"),
    async check(world) {
      // Only the function that reads the stream is disturbed: the scenes with one delivery have the others.
      await settleDeliveries(world, aLivingProcess(world));
      const changes = changesIn(DOZEN);
      expectPosted(world, "first", changes);
      const wanted = ["pending", "completed"];
      expectPosted(
        world,
        "second",
        changes.filter(({ status }) => wanted.includes(status)),
      );
    },
  },
  toOne(
    // The next attempt waits on the queue, the one after it in the index.
    "a receiver that fails twice more",
    (nth) => (nth < 2 ? { status: 500, response: "broken" } : { status: 204, response: "" }),
    1,
    async ({ delivery, endpoint }) => {
      expect(delivery?.state).toBe("delivered");
      expect(endpoint?.state).toBe("active");
    },
  ),
  toOne(
    "a receiver that never responds",
    down,
    MAX_DELIVERY_ATTEMPTS - 2,
    async ({ world, delivery, endpoint }) => {
      expect(delivery).toMatchObject({ state: "failed", attempts: MAX_DELIVERY_ATTEMPTS });
      expect(endpoint?.state).toBe("failing");
      expect([...(await deadLetters(world))]).toEqual([delivery?.version]);
    },
  ),
  toOne(
    "a receiver that responds 410",
    () => ({ status: 410, response: "gone" }),
    0,
    async ({ delivery, endpoint }) => {
      // If the webhook was disabled, and nothing more was written, the delivery is cancelled when its turn comes.
      expect(delivery?.state).toMatch(/^(failed|cancelled)$/);
      expect(endpoint?.state).toBe("disabled");
    },
  ),
  {
    name: "a webhook that is disabled while a delivery waits",
    receiver: ok,
    async set(world) {
      await world.subscribe("receiver");
      await readStream(ONE, aLivingProcess(world), "fanOut");
      const before = await world.endpoints.get("receiver");
      if (before)
        await world.endpoints.save(before, { ...before, state: "disabled", version: before.version + 1 });
    },
    act: settleDeliveries,
    async check(world) {
      expect((await world.deliveries()).map(({ state }) => state)).toEqual(["cancelled"]);
      expect(world.posted).toEqual([]);
    },
  },
  {
    name: "a webhook that failed and receives again",
    receiver: ok,
    async set(world) {
      await world.subscribe("receiver", { state: "failing" });
      await readStream(ONE, aLivingProcess(world), "fanOut");
    },
    act: settleDeliveries,
    async check(world) {
      // If the process is killed after the delivery was written, the next success makes the webhook active.
      await readStream(NEXT, aLivingProcess(world), "fanOut");
      await settleDeliveries(world, aLivingProcess(world));
      expect((await world.endpoints.get("receiver"))?.state).toBe("active");
      expectPosted(world, "receiver", changesIn([...ONE, ...NEXT]));
    },
  },
];

/** Plays a scene to its end, and checks its outcome. Returns the first process. */
export const playChanges = (scene: ChangesScene, plan: Plan) =>
  withChanges(scene.receiver, async (world) => {
    await scene.set(world);
    const invoked = startedAnew(world.process, plan);
    await scene.act(world, invoked);
    await scene.check(world);
    return invoked;
  });

export const aLivingProcess = (world: ChangesWorld): Invoked => {
  const process = world.process();
  return { current: () => process, hasDied: () => false };
};
