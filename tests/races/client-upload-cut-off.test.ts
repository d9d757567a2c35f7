import { describe, expect, it } from "vitest";
import type { Around } from "#testing/mover/around-calls.ts";
import { aMoveMessage, anS3Event } from "#testing/mover/builders.ts";
import { callsOfDeliveries, cutOff, everyEnd } from "#testing/mover/calls.ts";
import { aSentWorld, expectArrived, SENT } from "#testing/mover/client-upload.ts";
import { deliver } from "#testing/mover/deliver.ts";
import { removes } from "./others.ts";

/** The ETag that the object of the four parts has. */
const { ETAG } = await (async () => {
  const world = aSentWorld();
  await deliver(world, [aMoveMessage()]);
  return { ETAG: world.record()?.source_etag?.replaceAll('"', "") ?? "" };
})();

const NOTIFICATION = anS3Event({ eventName: "ObjectCreated:CompleteMultipartUpload", eTag: ETAG });

const COURSES = {
  "by its confirmation": { bodies: [aMoveMessage()], thresholdBytes: 1000 },
  "by its confirmation, and S3's word that it was completed": {
    bodies: [aMoveMessage(), NOTIFICATION],
    thresholdBytes: 1000,
  },
  "in parts": { bodies: [aMoveMessage()], thresholdBytes: SENT.length - 1 },
};

const courses = await Promise.all(
  Object.entries(COURSES).map(async ([course, how]) => ({
    course,
    ...how,
    calls: await callsOfDeliveries(aSentWorld(how), how.bodies),
  })),
);

it("the loops below go over every call of a move", () => {
  // Claim, look, parts, complete, look, copy, settle, delete; a duplicate's claim; begin, note, 4 parts and complete for a copy.
  expect(courses.map(({ calls }) => calls.length)).toEqual([8, 9, 14]);
});

describe.each(courses)("a client's upload moved $course", ({ bodies, thresholdBytes, calls }) => {
  it.each(everyEnd(calls))("arrives once though call $at, $name, $end", async (end) => {
    const world = aSentWorld({ thresholdBytes });

    const { queue } = await deliver(world, bodies, cutOff(end));

    // The one gap of a copy: begun, and killed before its id was in the record. The lifecycle rule aborts it.
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
  const at =
    (index: number, when: string, happens: () => Promise<void>) =>
    async (i: number, ...[, call]: Parameters<Around>) => {
      if (i === index && when === "before") await happens();
      const answer = await call();
      if (i === index && when === "after") await happens();
      return answer;
    };

  it.each(steps)("and deleted $when call $at, $name, leaves no bytes and no parts", async (step) => {
    const world = aSentWorld({ thresholdBytes });

    const { queue } = await deliver(
      world,
      bodies,
      at(step.at, step.when, () => removes(world)),
    );

    expect(world.record()?.status).toBe("deleted");
    expect(world.keys()).toEqual([]);
    expect(world.bucket.uploads.size).toBe(0);
    expect(queue.dead).toEqual([]);
  });
});
