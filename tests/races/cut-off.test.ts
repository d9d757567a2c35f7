import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { aMoveMessage, anS3Event } from "#testing/mover/builders.ts";
import { callsOfDeliveries, cutOff, everyFailure } from "#testing/mover/calls.ts";
import { deliver } from "#testing/mover/deliver.ts";
import { aWorld } from "#testing/mover/ports.ts";
import { etagOf } from "#testing/objects.ts";

const BYTES = aJpeg();
const NOTIFICATION = anS3Event({ eTag: etagOf(BYTES).replaceAll('"', "") });

const SOURCES = {
  "a move message": [aMoveMessage()],
  "S3's notification": [NOTIFICATION],
  "S3's notification, then a move message": [NOTIFICATION, aMoveMessage()],
  "a move message, then S3's notification": [aMoveMessage(), NOTIFICATION],
};

const cases = await Promise.all(
  Object.entries(SOURCES).map(async ([source, bodies]) => ({
    source,
    bodies,
    calls: await callsOfDeliveries(aWorld({ bytes: BYTES }), bodies),
  })),
);

describe.each(cases)("a file moved by $source", ({ bodies, calls }) => {
  it.each(everyFailure(calls))("arrives once although call $at ($name) $failure", async (failure) => {
    const world = aWorld({ bytes: BYTES });

    const { queue, invocations } = await deliver(world, bodies, cutOff(failure));

    const { record, keys, bucket, file } = world;
    expect(record()).toMatchObject({ status: "completed", source_etag: etagOf(BYTES) });
    expect(keys()).toEqual([file.dest_path]);
    expect(bucket.objects.get(file.dest_path)?.bytes).toEqual(BYTES);
    expect(queue.deadLetters).toEqual([]);
    expect(invocations).toBe(bodies.length + 1);
  });
});

it("the loop above covers every call of a move", () => {
  expect(cases.map(({ calls }) => calls.length)).toEqual([6, 6, 7, 7]);
});
