import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { aMoveMessage, anS3Event } from "#testing/mover/builders.ts";
import { callsOfDeliveries, cutOff, everyEnd } from "#testing/mover/calls.ts";
import { deliver } from "#testing/mover/deliver.ts";
import { aWorld } from "#testing/mover/ports.ts";
import { etagOf } from "#testing/objects.ts";

const BYTES = aJpeg();
const NOTIFICATION = anS3Event({ eTag: etagOf(BYTES).replaceAll('"', "") });

const SOURCES = {
  "our own message": [aMoveMessage()],
  "the notification": [NOTIFICATION],
  "the notification and then our own message": [NOTIFICATION, aMoveMessage()],
  "our own message and then the notification": [aMoveMessage(), NOTIFICATION],
};

const cases = await Promise.all(
  Object.entries(SOURCES).map(async ([source, bodies]) => ({
    source,
    bodies,
    calls: await callsOfDeliveries(aWorld({ bytes: BYTES }), bodies),
  })),
);

describe.each(cases)("a file moved by $source", ({ bodies, calls }) => {
  it.each(everyEnd(calls))("arrives once though call $at, $name, $end", async (end) => {
    const world = aWorld({ bytes: BYTES });

    const { queue, invocations } = await deliver(world, bodies, cutOff(end));

    const { record, keys, bucket, file } = world;
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
