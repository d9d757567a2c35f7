import type { SQSRecord } from "aws-lambda";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { aroundCalls } from "#testing/mover/around-calls.ts";
import { aMoveMessage, anS3Event, anSqsRecord } from "#testing/mover/builders.ts";
import { fakeQueue } from "#testing/mover/fake-queue.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { receiveMessage } from "../../functions/mover/receive-message.ts";

const BYTES = aJpeg();

const BODIES = {
  notification: anS3Event({ eTag: etagOf(BYTES).replaceAll('"', "") }),
  message: aMoveMessage(),
};

/** Two messages of each source. If a message occurs twice, SQS delivered it twice. */
const delivery = fc.record({
  source: fc.constantFrom("notification", "message"),
  n: fc.integer({ min: 1, max: 2 }),
});

/** A delivery to a mover whose clock is `skew` seconds ahead. It may take a live lease for ended, or an ended one for live. */
const deliveryByAnyClock = fc.record({
  source: fc.constantFrom("notification", "message"),
  n: fc.integer({ min: 1, max: 2 }),
  skew: fc.constantFrom(-300, 0, 0, 300),
});

/** One copy, or a copy in three parts. */
const COPY_MODES = [
  { thresholdBytes: 1000, partBytes: 100 },
  { thresholdBytes: 5, partBytes: 6 },
];

const expectArrivedOnce = ({ record, keys, bucket, file }: World) => {
  expect(record()?.history.filter(({ status }) => status === "completed")).toHaveLength(1);
  expect(bucket.uploads.size).toBe(0);
  expect(record()).toMatchObject({ status: "completed", source_etag: etagOf(BYTES) });
  expect(keys()).toEqual([file.dest_path]);
  expect(bucket.objects.get(file.dest_path)?.bytes).toEqual(BYTES);
};

it("deliveries of both sources, interleaved call by call in any order, end with one copy and completed", () =>
  fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(deliveryByAnyClock, { minLength: 1, maxLength: 6 }),
      // How many leases end while their mover still works.
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom(...COPY_MODES),
      async (scheduler, deliveries, jumps, parts) => {
        const world = aWorld({ bytes: BYTES, maxAttempts: 100, parts });
        const ports = aroundCalls(world.ports, (name, call) =>
          scheduler.schedule(Promise.resolve(), name).then(call),
        );
        const unfinished: SQSRecord[] = [];
        const runs = deliveries.map(async ({ source, n, skew }) => {
          const clock = () => new Date(world.time.now() + skew * 1000);
          const receive = receiveMessage({ ...ports, clock });
          const record = anSqsRecord({ body: BODIES[source], messageId: `${source}-${n}` });
          await receive(record, TIME_LEFT).catch(() => unfinished.push(record));
        });
        const leaps = Array.from({ length: jumps }, async () => {
          await scheduler.schedule(Promise.resolve(), "a lease ends");
          world.time.pass(200);
        });

        await scheduler.waitFor(Promise.all([...runs, ...leaps]));
        // A message that was not acknowledged is visible again later.
        world.time.pass(720);
        for (const { body, messageId } of unfinished)
          await receiveMessage(world.ports)(anSqsRecord({ body, messageId, receiveCount: 2 }), TIME_LEFT);

        expectArrivedOnce(world);
      },
    ),
    { numRuns: 300 },
  ));

it("messages in any order, with up to three calls cut off, end with one copy and completed", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(delivery, { minLength: 1, maxLength: 6 }),
      fc.uniqueArray(fc.record({ at: fc.nat(20), effect: fc.boolean() }), {
        maxLength: 3,
        selector: ({ at }) => at,
      }),
      async (deliveries, cuts) => {
        const world = aWorld({ bytes: BYTES });
        const queue = fakeQueue(world.time);
        let calls = 0;
        const ports = aroundCalls({ ...world.ports, deliveries: queue }, async (name, call) => {
          const cut = cuts.find(({ at }) => at === calls);
          calls += 1;
          if (!cut) return call();
          if (cut.effect) await call();
          throw new Error(`${name} was cut off`);
        });
        const receive = receiveMessage(ports);
        for (const { source } of deliveries) queue.send(BODIES[source]);

        await queue.drain((record) => receive(record, TIME_LEFT));

        expectArrivedOnce(world);
        expect(queue.deadLetters).toEqual([]);
      },
    ),
    { numRuns: 300 },
  ));
