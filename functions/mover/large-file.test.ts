import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aCaller, aJpeg } from "../../layers/core/src/testing/builders.ts";
import { etagOf } from "../../layers/core/src/testing/fake-bucket.ts";
import { removeFile } from "../remove/remove-file.ts";
import { moveFile } from "./move-file.ts";
import type { TimeLeft } from "./ports.ts";
import { receiveMessage } from "./receive-message.ts";
import { type Around, aroundCalls, rightBefore } from "./testing/around-calls.ts";
import { aMoveMessage, anArrival, anS3Event, anSqsRecord } from "./testing/builders.ts";
import { deliver } from "./testing/deliver.ts";
import { expectMoved } from "./testing/expect-moved.ts";
import { aWorld, TIME_LEFT, type World } from "./testing/ports.ts";
import { STOP_MARGIN_MS } from "./time-left.ts";

// Ten bytes a part, a dozen parts: what a file of gigabytes goes through.
const PART_BYTES = 10;
const BYTES = aJpeg("the first bytes of this file ".repeat(4).slice(0, 100));
/** As long as BYTES, and different in every part. */
const OTHER = aJpeg("THE OTHER BYTES OF THIS FILE ".repeat(4).slice(0, 100));
const PARTS = Math.ceil(BYTES.length / PART_BYTES);
const NOTIFICATION = anS3Event({ eTag: etagOf(BYTES).replaceAll('"', "") });

const aLargeWorld = (options: Parameters<typeof aWorld>[0] = {}): World =>
  aWorld({ bytes: BYTES, parts: { thresholdBytes: 50, partBytes: PART_BYTES }, ...options });

const expectNoUpload = ({ bucket }: World) => expect([...bucket.uploads.keys()]).toEqual([]);

const expectArrived = (world: World, bytes: Uint8Array = BYTES) => {
  expectMoved(world, bytes);
  expectNoUpload(world);
  expect(world.record()?.source_etag).toBe(etagOf(bytes));
  for (const name of ["copy_upload_id", "copy_source_etag", "copy_part_bytes", "lease_owner"])
    expect(world.record()).not.toHaveProperty(name);
};

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

/** Time for so many parts in each invocation: it is asked before each, and before completing. */
const timeFor = (parts: number) => () => {
  let asked = 0;
  // The first question is the claim's, which wants to know how long its lease must be.
  return () => (asked++ <= parts ? STOP_MARGIN_MS : STOP_MARGIN_MS - 1);
};

describe("a file over the threshold", () => {
  it("goes in parts, stamped as any copy", async () => {
    const world = aLargeWorld();
    const calls: string[] = [];
    const ports = aroundCalls(world.ports, (name, call) => {
      calls.push(name);
      return call();
    });

    await expect(moveFile(ports, anArrival(), TIME_LEFT)).resolves.toBe("completed");

    expectArrived(world);
    expect(world.bucket.objects.get(world.file.dest_path)?.metadata).toEqual({
      "malote-file-id": world.file.file_id,
      "malote-source-etag": etagOf(BYTES).replaceAll('"', ""),
      "malote-size": String(BYTES.length),
    });
    expect(calls).toEqual([
      "files.claim",
      "storage.peek",
      "storage.startCopy",
      "files.save",
      ...Array(PARTS).fill("storage.copyPart"),
      "storage.completeCopy",
      "files.save",
      "storage.deleteIfMatch",
    ]);
  });

  it.each([
    [BYTES.length, "storage.copy"],
    [BYTES.length - 1, "storage.startCopy"],
  ])("begins one byte above it (%i)", async (thresholdBytes, expected) => {
    const world = aLargeWorld({ parts: { thresholdBytes, partBytes: PART_BYTES } });
    const calls: string[] = [];
    await deliver(world, [aMoveMessage()], (_, name, call) => {
      calls.push(name);
      return call();
    });

    expect(calls[2]).toBe(expected);
    expectMoved(world, BYTES);
  });

  it("has a few parts on their way at once, and no more", async () => {
    const world = aLargeWorld();
    let now = 0;
    let most = 0;
    await deliver(world, [aMoveMessage()], async (_, name, call) => {
      if (name !== "storage.copyPart") return call();
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      const answer = await call();
      now -= 1;
      return answer;
    });

    expect(most).toBe(8);
    expectArrived(world);
  });

  it("has its upload in the record before the first part", async () => {
    const world = aLargeWorld();
    const seen: unknown[] = [];
    await deliver(world, [aMoveMessage()], (_, name, call) => {
      if (name === "storage.copyPart") seen.push(world.record()?.copy_upload_id);
      return call();
    });

    expect(seen).toEqual(Array(PARTS).fill("upload-1"));
  });
});

describe("time runs out", () => {
  it.each([
    1,
    2,
    3,
    PARTS - 1,
    PARTS,
  ])("after %i parts: another message goes on from there", async (parts) => {
    const world = aLargeWorld();
    let copied = 0;
    const { queue, invocations } = await deliver(
      world,
      [aMoveMessage()],
      (_, name, call) => {
        if (name === "storage.copyPart") copied += 1;
        return call();
      },
      timeFor(parts),
    );

    expectArrived(world);
    expect(copied).toBe(PARTS);
    expect(queue.dead).toEqual([]);
    expect(world.reported.moved).toEqual([...Array(invocations - 1).fill("continued"), "completed"]);
    expect(invocations).toBe(Math.floor(PARTS / parts) + 1);
    expect(world.reported.postponed).toEqual([]);
  });

  it("time and again, more often than a file has attempts: progress is no failed attempt", async () => {
    const world = aLargeWorld({ maxAttempts: 2 });

    const { invocations } = await deliver(world, [NOTIFICATION], undefined, timeFor(1));

    expect(invocations).toBe(PARTS + 1);
    expectArrived(world);
  });

  it("before the first part, each time: that is a failed attempt, and there is an end to it", async () => {
    const world = aLargeWorld();

    const { queue } = await deliver(world, [aMoveMessage()], undefined, timeFor(0));

    expect(world.record()).toMatchObject({ status: "error", error_code: "not-moved", retryable: true });
    expect(world.record()?.cause).toContain("OutOfTime");
    expect(queue.dead).toHaveLength(1);
    expectNoUpload(world);
  });

  it("and the part size of the deployment changes: the copy keeps its own", async () => {
    const world = aLargeWorld();
    await moveFile(world.ports, anArrival(), timeFor(4)());
    const changed = { ...world.ports, parts: { thresholdBytes: 50, partBytes: 7 } };

    await moveFile(changed, anArrival({ message_id: "message-2" }), TIME_LEFT);

    expectArrived(world);
  });

  it("and the lease is released before the message is sent that goes on", async () => {
    const world = aLargeWorld();
    const seen: unknown[] = [];
    await deliver(
      world,
      [aMoveMessage()],
      (_, name, call) => {
        if (name === "queue.send") seen.push(world.record()?.status, world.record()?.attempts);
        return call();
      },
      timeFor(6),
    );

    expect(seen.slice(0, 2)).toEqual(["uploaded", 0]);
  });
});

describe("a fault that passes", () => {
  it("after more parts were copied begins the attempts anew, and on its last delivery hands on", async () => {
    const world = aLargeWorld();
    let copied = 0;
    const { queue, invocations } = await deliver(world, [aMoveMessage()], (_, name, call) => {
      if (name === "files.claim") copied = 0;
      if (name === "storage.copyPart" && copied++ > 0) throw new Error("SlowDown");
      return call();
    });

    expectArrived(world);
    expect(invocations).toBe(PARTS);
    expect(queue.dead).toEqual([]);
    expect(world.reported.moved.filter((outcome) => outcome === "continued")).toHaveLength(
      Math.floor((PARTS - 1) / 5),
    );
  });

  it("waits for the parts that are on their way before it lets go", async () => {
    const world = aLargeWorld();
    let now = 0;
    const seen: number[] = [];
    await deliver(world, [aMoveMessage()], async (i, name, call) => {
      if (name === "files.save") seen.push(now);
      if (name !== "storage.copyPart") return call();
      now += 1;
      await new Promise(setImmediate);
      now -= 1;
      if (i === 5) throw new Error("SlowDown");
      return call();
    });

    expect(Math.max(...seen)).toBe(0);
    expectArrived(world);
  });
});

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
        if (i === at && when === "before") await remove(world);
        const answer = await call();
        if (i === at && when === "after") await remove(world);
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

describe("an upload that is gone", () => {
  const begun = async () => {
    const world = aLargeWorld();
    await expect(moveFile(world.ports, anArrival(), timeFor(4)())).resolves.toBe("continued");
    return world;
  };
  const goOn = (world: World) => moveFile(world.ports, anArrival({ message_id: "message-2" }), TIME_LEFT);

  it("by the lifecycle rule is begun anew", async () => {
    const world = await begun();
    world.bucket.uploads.clear();

    await expect(goOn(world)).resolves.toBe("completed");

    expectArrived(world);
  });

  it("because it was completed is success, and no part is copied again", async () => {
    const world = await begun();
    const cutOff = rightBefore(world, "storage.deleteIfMatch", () => {});
    const record = world.record();
    await goOn(cutOff);
    world.bucket.put(world.file.key_path, BYTES);
    if (record) world.files.table.set(record.file_id, record);
    const again = rightBefore(world, "storage.startCopy", () => {
      throw new Error("begun anew");
    });

    await expect(goOn(again)).resolves.toBe("completed");

    expectArrived(world);
  });

  it("while other bytes are at the destination is an error, which leaves them", async () => {
    const world = await begun();
    world.bucket.uploads.clear();
    world.bucket.put(world.file.dest_path, OTHER);

    await expect(goOn(world)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({ status: "error", error_code: "destination-taken" });
    expect(world.record()).not.toHaveProperty("copy_upload_id");
    expect(world.bucket.objects.get(world.file.dest_path)?.bytes).toEqual(OTHER);
  });
});

describe("a copy that is abandoned", () => {
  it("because the destination is taken leaves no parts, and what is there", async () => {
    const world = aLargeWorld();
    world.bucket.put(world.file.dest_path, OTHER);

    await deliver(world, [aMoveMessage()]);

    expect(world.record()).toMatchObject({ status: "error", error_code: "destination-taken" });
    expectNoUpload(world);
    expect(world.bucket.objects.get(world.file.dest_path)?.bytes).toEqual(OTHER);
  });

  it("because its source turned into what must not pass leaves no parts", async () => {
    const world = aLargeWorld();
    await moveFile(world.ports, anArrival(), timeFor(4)());
    world.bucket.put(world.file.key_path, Buffer.from("no picture, and shorter"));

    await expect(moveFile(world.ports, anArrival({ message_id: "message-2" }), TIME_LEFT)).resolves.toBe(
      "refused",
    );

    expect(world.record()).toMatchObject({ status: "error", error_code: "size-differs" });
    expectNoUpload(world);
  });

  it("because its source was replaced: the old upload goes, another is begun", async () => {
    const world = aLargeWorld();
    await moveFile(world.ports, anArrival(), timeFor(4)());
    world.bucket.put(world.file.key_path, OTHER);

    await moveFile(world.ports, anArrival({ message_id: "message-2" }), timeFor(4)());

    expect([...world.bucket.uploads.keys()]).toEqual(["upload-2"]);
    expect(world.record()).toMatchObject({
      copy_upload_id: "upload-2",
      copy_source_etag: etagOf(OTHER),
    });
  });

  it("because the whole has another checksum does not stay", async () => {
    const world = aLargeWorld({ file: { checksum: { algorithm: "CRC32", value: "AAAAAA==" } } });
    const storage = {
      ...world.ports.storage,
      completeCopy: async (...call: Parameters<typeof world.bucket.completeCopy>) => {
        await world.bucket.completeCopy(...call);
        const etag = world.bucket.objects.get(world.file.dest_path)?.etag ?? "";
        return { result: "checksum-differs", etag } as const;
      },
    };

    await expect(moveFile({ ...world.ports, storage }, anArrival(), TIME_LEFT)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({ status: "error", error_code: "checksum-differs" });
    expect(world.keys()).toEqual([world.file.key_path]);
    expectNoUpload(world);
  });

  it("and cannot be aborted now: the error is written all the same", async () => {
    const world = aLargeWorld();
    await moveFile(world.ports, anArrival(), timeFor(4)());
    world.bucket.put(world.file.key_path, Buffer.from("no picture, and shorter"));
    const away = rightBefore(world, "storage.abortUpload", () => {
      throw new Error("SlowDown");
    });

    await expect(moveFile(away.ports, anArrival({ message_id: "message-2" }), TIME_LEFT)).resolves.toBe(
      "refused",
    );
    expect(world.record()?.status).toBe("error");
    expect(world.reported.notAborted).toEqual([new Error("SlowDown")]);
  });
});

it("any deliveries, leases that run out, times that end, interleaved call by call, end with one whole copy", () =>
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
          await run(aroundCalls(world.ports, scheduled), timeFor(parts)(), id).catch(() =>
            unfinished.push(id),
          );
        });
        const leaps = Array.from({ length: jumps }, async () => {
          await scheduler.schedule(Promise.resolve(), "a lease runs out");
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
