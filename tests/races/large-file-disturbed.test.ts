import { describe, expect, it } from "vitest";
import { aMoveMessage } from "#testing/mover/builders.ts";
import { callsOfDeliveries, cutOff, everyEnd } from "#testing/mover/calls.ts";
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
import { removes } from "./others.ts";

const COURSES = {
  "in one go": { bodies: [aMoveMessage()], timeOf: undefined },
  "with continuations": { bodies: [aMoveMessage()], timeOf: () => timeFor(5) },
  "from both sources": { bodies: [NOTIFICATION, aMoveMessage()], timeOf: () => timeFor(8) },
};
const courses = await Promise.all(
  Object.entries(COURSES).map(async ([course, { bodies, timeOf }]) => ({
    course,
    bodies,
    timeOf,
    calls: await callsOfDeliveries(aLargeWorld(), bodies, timeOf),
  })),
);

it("the loops below go over every call of a move", () => {
  // Each continuation: released, sent, claimed, looked at, parts listed.
  expect(courses.map(({ calls }) => calls.length)).toEqual([PARTS + 7, PARTS + 17, PARTS + 13]);
});

describe.each(courses)("a large file moved $course", ({ bodies, timeOf, calls }) => {
  it.each(everyEnd(calls))("arrives once though call $at, $name, $end", async (end) => {
    const world = aLargeWorld();

    const { queue } = await deliver(world, bodies, cutOff(end), timeOf);

    // The one gap: begun, and killed before its id was in the record. The lifecycle rule aborts it.
    const begun =
      end.name === "storage.startCopy" ||
      (end.name === "files.save" && calls[end.at - 1] === "storage.startCopy");
    if (begun) world.bucket.uploads.delete("upload-1");
    expectArrived(world);
    expect(queue.dead).toEqual([]);
  });

  const steps = calls.flatMap((name, at) => [
    { name, at, when: "before" },
    { name, at, when: "after" },
  ]);

  it.each(steps)("and deleted $when call $at, $name, leaves no bytes and no parts", async ({ at, when }) => {
    const world = aLargeWorld();

    const { queue } = await deliver(
      world,
      bodies,
      async (i, _, call) => {
        if (i === at && when === "before") await removes(world);
        const answer = await call();
        if (i === at && when === "after") await removes(world);
        return answer;
      },
      timeOf,
    );

    expect(world.record()?.status).toBe("deleted");
    expect(world.keys()).toEqual([]);
    expectNoUpload(world);
    expect(queue.dead).toEqual([]);
  });

  it.each(steps)("and overwritten $when call $at, $name, is never a mixture", async ({ at, when }) => {
    const world = aLargeWorld();
    const overwrite = () => world.bucket.put(world.file.key_path, OTHER);

    const { queue } = await deliver(
      world,
      bodies,
      async (i, _, call) => {
        if (i === at && when === "before") overwrite();
        const answer = await call();
        if (i === at && when === "after") overwrite();
        return answer;
      },
      timeOf,
    );

    const stored = world.bucket.objects.get(world.file.dest_path)?.bytes;
    expect([BYTES, OTHER]).toContainEqual(stored);
    expectNoUpload(world);
    expect(world.record()).toMatchObject({ status: "completed", source_etag: etagOf(stored ?? OTHER) });
    expect(queue.dead).toEqual([]);
  });
});
