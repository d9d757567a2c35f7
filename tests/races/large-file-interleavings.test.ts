import * as fc from "fast-check";
import { expect, it } from "vitest";
import { type Around, aroundCalls } from "#testing/mover/around-calls.ts";
import { aMoveMessage, anSqsRecord } from "#testing/mover/builders.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aLargeWorld, BYTES, OTHER, PARTS } from "#testing/mover/large-file.ts";
import type { World } from "#testing/mover/ports.ts";
import { TIME_LEFT, timeFor } from "#testing/mover/time-left.ts";
import type { TimeLeft } from "../../functions/mover/ports.ts";
import { receiveMessage } from "../../functions/mover/receive-message.ts";

it("deliveries, ended leases and ended invocations, interleaved call by call, end with one whole copy", () =>
  fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.integer({ min: 1, max: PARTS + 1 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 0, max: 2 }),
      fc.boolean(),
      async (scheduler, times, jumps, overwritten) => {
        const world = aLargeWorld({ maxAttempts: 100 });
        const scheduled: Around = (name, call) => scheduler.schedule(Promise.resolve(), name).then(call);
        const unfinished: string[] = [];
        const run = (ports: World["ports"], time: TimeLeft, messageId: string, receiveCount = 1) =>
          receiveMessage(ports)(anSqsRecord({ body: aMoveMessage(), messageId, receiveCount }), time);
        const runs = times.map(async (parts, i) => {
          const id = `message-${i}`;
          await run(aroundCalls(world.ports, scheduled), timeFor(parts), id).catch(() => unfinished.push(id));
        });
        const leaps = Array.from({ length: jumps }, async () => {
          await scheduler.schedule(Promise.resolve(), "a lease ends");
          world.time.pass(200);
        });
        const overwriting = overwritten
          ? [
              scheduler.schedule(Promise.resolve(), "overwritten").then(() => {
                if (world.bucket.objects.has(world.file.key_path))
                  world.bucket.put(world.file.key_path, OTHER);
              }),
            ]
          : [];
        await scheduler.waitFor(Promise.all([...runs, ...leaps, ...overwriting]));
        world.time.pass(720);
        for (const id of unfinished) await run(world.ports, TIME_LEFT, id, 2);
        for (const i of world.sent.keys()) await run(world.ports, TIME_LEFT, `continuation-${i}`);

        const stored = world.bucket.objects.get(world.file.dest_path)?.bytes;
        expect([BYTES, OTHER]).toContainEqual(stored);
        if (overwritten) return;
        expectMoved(world, BYTES);
        expect(world.record()?.status).toBe("completed");
      },
    ),
    { numRuns: 200 },
  ));
