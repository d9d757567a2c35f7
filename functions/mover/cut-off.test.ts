import { describe, expect, it } from "vitest";
import { aJpeg } from "../../layers/core/src/testing/builders.ts";
import { etagOf } from "../../layers/core/src/testing/fake-bucket.ts";
import { receiveMessage } from "./receive-message.ts";
import { type Around, aroundCalls } from "./testing/around-calls.ts";
import { aMoveMessage, anS3Event } from "./testing/builders.ts";
import { fakeQueue } from "./testing/fake-queue.ts";
import { aWorld, TIME_LEFT } from "./testing/ports.ts";

const BYTES = aJpeg();
const NOTIFICATION = anS3Event({ eTag: etagOf(BYTES).replaceAll('"', "") });

/** Delivers messages about one file until none is left, with `around` at every call. */
const deliver = async (bodies: string[], around: (index: number, ...call: Parameters<Around>) => unknown) => {
  const world = aWorld({ bytes: BYTES });
  const queue = fakeQueue(world.time);
  let calls = 0;
  const ports = aroundCalls({ ...world.ports, deliveries: queue }, async (...call) =>
    around(calls++, ...call),
  );
  const receive = receiveMessage(ports);
  let invocations = 0;
  for (const body of bodies) queue.send(body);
  await queue.drain((record) => {
    invocations += 1;
    return receive(record, TIME_LEFT);
  });
  return { ...world, queue, invocations };
};

/** Every call that an undisturbed delivery makes. */
const callsOf = async (bodies: string[]): Promise<string[]> => {
  const names: string[] = [];
  await deliver(bodies, (_, name, call) => {
    names.push(name);
    return call();
  });
  return names;
};

const SOURCES = {
  "our own message": [aMoveMessage()],
  "the notification": [NOTIFICATION],
  "the notification and then our own message": [NOTIFICATION, aMoveMessage()],
  "our own message and then the notification": [aMoveMessage(), NOTIFICATION],
};

/** How a call can go wrong: before or after it took effect; the mover living on to tell it, or not. */
const ENDS = {
  "fails without effect": { effect: false, dies: false },
  "takes effect, and its answer is lost": { effect: true, dies: false },
  "finds the mover killed before": { effect: false, dies: true },
  "finds the mover killed after": { effect: true, dies: true },
};

const cases = await Promise.all(
  Object.entries(SOURCES).map(async ([source, bodies]) => ({ source, bodies, calls: await callsOf(bodies) })),
);

describe.each(cases)("a file moved by $source", ({ bodies, calls }) => {
  const each = calls.flatMap((name, at) =>
    Object.entries(ENDS).map(([end, how]) => ({ name, at, end, ...how })),
  );

  it.each(each)("arrives once though call $at, $name, $end", async ({ at, effect, dies }) => {
    let dead = false;

    const { record, keys, bucket, file, queue, invocations } = await deliver(
      bodies,
      async (i, name, call) => {
        // A killed mover calls nobody; the next delivery is another mover.
        if (name === "files.claim") dead = false;
        if (dead) throw new Error("the mover is dead");
        if (i !== at) return call();
        if (effect) await call();
        dead = dies;
        throw new Error(`${name} was cut off`);
      },
    );

    expect(record()).toMatchObject({ status: "completed", source_etag: etagOf(BYTES) });
    expect(keys()).toEqual([file.dest_path]);
    expect(bucket.objects.get(file.dest_path)?.bytes).toEqual(BYTES);
    expect(queue.dead).toEqual([]);
    expect(invocations).toBe(bodies.length + 1);
  });
});

it("the loop above goes over every call of a move", () => {
  expect(cases.map(({ calls }) => calls.length)).toEqual([5, 5, 6, 6]);
});
