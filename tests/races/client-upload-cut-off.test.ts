import { describe, expect, it } from "vitest";
import type { Around } from "#testing/mover/around-calls.ts";
import { aMoveMessage, anS3Event } from "#testing/mover/builders.ts";
import { callsOfDeliveries, cutOff, everyFailure } from "#testing/mover/calls.ts";
import { aClientUploadWorld, expectArrived, SENT } from "#testing/mover/client-upload.ts";
import { deliver } from "#testing/mover/deliver.ts";
import { deleteFile } from "./others.ts";

/** The ETag of the object that the four parts become. */
const { ETAG } = await (async () => {
  const world = aClientUploadWorld();
  await deliver(world, [aMoveMessage()]);
  return { ETAG: world.record()?.source_etag?.replaceAll('"', "") ?? "" };
})();

const NOTIFICATION = anS3Event({ eventName: "ObjectCreated:CompleteMultipartUpload", eTag: ETAG });

const SCENARIOS = {
  "by its confirmation": { bodies: [aMoveMessage()], thresholdBytes: 1000 },
  "by its confirmation and S3's event": {
    bodies: [aMoveMessage(), NOTIFICATION],
    thresholdBytes: 1000,
  },
  "by a copy in parts": { bodies: [aMoveMessage()], thresholdBytes: SENT.length - 1 },
};

const scenarios = await Promise.all(
  Object.entries(SCENARIOS).map(async ([scenario, options]) => ({
    scenario,
    ...options,
    calls: await callsOfDeliveries(aClientUploadWorld(options), options.bodies),
  })),
);

it("the loops below cover every call of a move", () => {
  // 9: claim, peek, list parts, complete, peek, copy, peek, settle, delete. 10: the same and a duplicate's claim.
  // 15: the one copy becomes begin, save the upload's id, 4 parts, complete.
  expect(scenarios.map(({ calls }) => calls.length)).toEqual([9, 10, 15]);
});

describe.each(scenarios)("a client's upload moved $scenario", ({ bodies, thresholdBytes, calls }) => {
  it.each(everyFailure(calls))("arrives once although call $at ($name) $failure", async (failure) => {
    const world = aClientUploadWorld({ thresholdBytes });

    const { queue } = await deliver(world, bodies, cutOff(failure));

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
  const runAt =
    (index: number, when: string, action: () => Promise<void>) =>
    async (i: number, ...[, call]: Parameters<Around>) => {
      if (i === index && when === "before") await action();
      const result = await call();
      if (i === index && when === "after") await action();
      return result;
    };

  it.each(steps)("and deleted $when call $at ($name) leaves no bytes and no parts", async (step) => {
    const world = aClientUploadWorld({ thresholdBytes });

    const { queue } = await deliver(
      world,
      bodies,
      runAt(step.at, step.when, () => deleteFile(world)),
    );

    expect(world.record()?.status).toBe("deleted");
    expect(world.keys()).toEqual([]);
    expect(world.bucket.uploads.size).toBe(0);
    expect(queue.deadLetters).toEqual([]);
  });
});
