import { describe, expect, it } from "vitest";
import { aCaller } from "../../layers/core/src/testing/builders.ts";
import { removeFile } from "../remove/remove-file.ts";
import type { Around } from "./testing/around-calls.ts";
import { aMoveMessage, anS3Event } from "./testing/builders.ts";
import { aSentWorld, expectArrived, SENT } from "./testing/client-upload.ts";
import { deliver } from "./testing/deliver.ts";
import type { World } from "./testing/ports.ts";

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

/** How a call can go wrong: before or after it took effect; the mover living on to tell it, or not. */
const ENDS = {
  "fails without effect": { effect: false, dies: false },
  "takes effect, and its answer is lost": { effect: true, dies: false },
  "finds the mover killed before": { effect: false, dies: true },
  "finds the mover killed after": { effect: true, dies: true },
};

const callsOf = async ({ bodies, thresholdBytes }: (typeof COURSES)["in parts"]): Promise<string[]> => {
  const names: string[] = [];
  await deliver(aSentWorld({ thresholdBytes }), bodies, (_, name, call) => {
    names.push(name);
    return call();
  });
  return names;
};

const courses = await Promise.all(
  Object.entries(COURSES).map(async ([course, how]) => ({ course, ...how, calls: await callsOf(how) })),
);

it("the loops below go over every call of a move", () => {
  // Claim, look, parts, complete, look, copy, settle, delete; a duplicate's claim; begin, note, 4 parts and complete for a copy.
  expect(courses.map(({ calls }) => calls.length)).toEqual([8, 9, 14]);
});

/** The owner deletes the file. */
const remove = ({ files, bucket, time, file }: World): Promise<void> =>
  removeFile({
    files,
    storage: bucket,
    clock: time.clock,
    leftBehind: (_, cause) => {
      throw cause;
    },
  })({ file_id: file.file_id }, aCaller());

describe.each(courses)("a client's upload moved $course", ({ bodies, thresholdBytes, calls }) => {
  const each = calls.flatMap((name, at) =>
    Object.entries(ENDS).map(([end, how]) => ({ name, at, end, ...how })),
  );

  it.each(each)("arrives once though call $at, $name, $end", async ({ name: cut, at, effect, dies }) => {
    const world = aSentWorld({ thresholdBytes });
    let dead = false;

    const { queue } = await deliver(world, bodies, async (i, name, call) => {
      // A killed mover calls nobody; the next delivery is another mover.
      if (name === "files.claim") dead = false;
      if (dead) throw new Error("the mover is dead");
      if (i !== at) return call();
      if (effect) await call();
      dead = dies;
      throw new Error(`${name} was cut off`);
    });

    // The one gap of a copy: begun, and killed before its id was in the record. The lifecycle rule aborts it.
    const begun =
      cut === "storage.startCopy" || (cut === "files.save" && calls[at - 1] === "storage.startCopy");
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
      at(step.at, step.when, () => remove(world)),
    );

    expect(world.record()?.status).toBe("deleted");
    expect(world.keys()).toEqual([]);
    expect(world.bucket.uploads.size).toBe(0);
    expect(queue.dead).toEqual([]);
  });
});
