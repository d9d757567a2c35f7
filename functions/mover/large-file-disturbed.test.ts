import { describe, expect, it } from "vitest";
import { etagOf } from "../../layers/core/src/testing/fake-bucket.ts";
import type { TimeLeft } from "./ports.ts";
import type { Around } from "./testing/around-calls.ts";
import { aMoveMessage } from "./testing/builders.ts";
import { deliver } from "./testing/deliver.ts";
import {
  aLargeWorld,
  BYTES,
  expectArrived,
  expectNoUpload,
  NOTIFICATION,
  OTHER,
  PARTS,
  timeFor,
} from "./testing/large-file.ts";
import { removes } from "./testing/others.ts";

/** Every call of a move that nothing disturbs. */
const callsOf = async (bodies: readonly string[], timeOf?: () => TimeLeft): Promise<string[]> => {
  const names: string[] = [];
  const around = (_: number, name: string, call: Parameters<Around>[1]) => {
    names.push(name);
    return call();
  };
  await deliver(aLargeWorld(), bodies, around, timeOf);
  return names;
};

/** How a call can go wrong: before or after it took effect; the mover living on to tell it, or not. */
const ENDS = {
  "fails without effect": { effect: false, dies: false },
  "takes effect, and its answer is lost": { effect: true, dies: false },
  "finds the mover killed before": { effect: false, dies: true },
  "finds the mover killed after": { effect: true, dies: true },
};
const COURSES = {
  "in one go": { bodies: [aMoveMessage()], timeOf: undefined },
  "with continuations": { bodies: [aMoveMessage()], timeOf: timeFor(5) },
  "from both sources": { bodies: [NOTIFICATION, aMoveMessage()], timeOf: timeFor(8) },
};
const courses = await Promise.all(
  Object.entries(COURSES).map(async ([course, { bodies, timeOf }]) => ({
    course,
    bodies,
    timeOf,
    calls: await callsOf(bodies, timeOf),
  })),
);

it("the loops below go over every call of a move", () => {
  // Each continuation: released, sent, claimed, looked at, parts listed.
  expect(courses.map(({ calls }) => calls.length)).toEqual([PARTS + 7, PARTS + 17, PARTS + 13]);
});

describe.each(courses)("a large file moved $course", ({ bodies, timeOf, calls }) => {
  const each = calls.flatMap((name, at) =>
    Object.entries(ENDS).map(([end, how]) => ({ name, at, end, ...how })),
  );

  it.each(each)("arrives once though call $at, $name, $end", async ({ name: cut, at, effect, dies }) => {
    const world = aLargeWorld();
    let dead = false;

    const { queue } = await deliver(
      world,
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
      timeOf,
    );

    // The one gap: begun, and killed before its id was in the record. The lifecycle rule aborts it.
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
