import { describe, expect, it } from "vitest";
import { aMoveMessage } from "#testing/mover/builders.ts";
import { callsOfDeliveries, cutOff, everyFailure } from "#testing/mover/calls.ts";
import { deliver } from "#testing/mover/deliver.ts";
import {
  aLargeWorld,
  BYTES,
  expectArrived,
  expectNoUpload,
  NOTIFICATION,
  OTHER,
  PARTS,
} from "#testing/mover/large-file.ts";
import { timeFor } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { deleteFile } from "./others.ts";

const SCENARIOS = {
  "in one invocation": { bodies: [aMoveMessage()], timeOf: undefined },
  "in several invocations": { bodies: [aMoveMessage()], timeOf: () => timeFor(5) },
  "by messages of both sources": { bodies: [NOTIFICATION, aMoveMessage()], timeOf: () => timeFor(8) },
};
const scenarios = await Promise.all(
  Object.entries(SCENARIOS).map(async ([scenario, { bodies, timeOf }]) => ({
    scenario,
    bodies,
    timeOf,
    calls: await callsOfDeliveries(aLargeWorld(), bodies, timeOf),
  })),
);

it("the loops below cover every call of a move", () => {
  // Each continuation adds five calls: release, send, claim, peek, list parts.
  expect(scenarios.map(({ calls }) => calls.length)).toEqual([PARTS + 8, PARTS + 18, PARTS + 14]);
});

describe.each(scenarios)("a large file moved $scenario", ({ bodies, timeOf, calls }) => {
  it.each(everyFailure(calls))("arrives once although call $at ($name) $failure", async (failure) => {
    const world = aLargeWorld();

    const { queue } = await deliver(world, bodies, cutOff(failure), timeOf);

    // The one gap: the mover was killed after it began a copy and before its id was in the record. The lifecycle
    // rule aborts that copy.
    const notInRecord =
      failure.name === "storage.startCopy" ||
      (failure.name === "files.save" && calls[failure.at - 1] === "storage.startCopy");
    if (notInRecord) world.bucket.uploads.delete("upload-1");
    expectArrived(world);
    expect(queue.deadLetters).toEqual([]);
  });

  const steps = calls.flatMap((name, at) => [
    { name, at, when: "before" },
    { name, at, when: "after" },
  ]);

  it.each(steps)("and deleted $when call $at ($name) leaves no bytes and no parts", async ({ at, when }) => {
    const world = aLargeWorld();

    const { queue } = await deliver(
      world,
      bodies,
      async (i, _, call) => {
        if (i === at && when === "before") await deleteFile(world);
        const result = await call();
        if (i === at && when === "after") await deleteFile(world);
        return result;
      },
      timeOf,
    );

    expect(world.record()?.status).toBe("deleted");
    expect(world.keys()).toEqual([]);
    expectNoUpload(world);
    expect(queue.deadLetters).toEqual([]);
  });

  it.each(steps)("and overwritten $when call $at ($name) is never a mixture", async ({ at, when }) => {
    const world = aLargeWorld();
    const overwrite = () => world.bucket.put(world.file.key_path, OTHER);

    const { queue } = await deliver(
      world,
      bodies,
      async (i, _, call) => {
        if (i === at && when === "before") overwrite();
        const result = await call();
        if (i === at && when === "after") overwrite();
        return result;
      },
      timeOf,
    );

    const stored = world.bucket.objects.get(world.file.dest_path)?.bytes;
    expect([BYTES, OTHER]).toContainEqual(stored);
    expectNoUpload(world);
    expect(world.record()).toMatchObject({ status: "completed", source_etag: etagOf(stored ?? OTHER) });
    expect(queue.deadLetters).toEqual([]);
  });
});
