import { describe, expect, it } from "vitest";
import { aJpeg, NOW } from "#testing/builders.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { EVERY_CALL, moveWith } from "#testing/mover/calls.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { deleteFile, runReconciler, setStatus } from "./others.ts";

// A reconciler whose clock is wrong by minutes checks a file while a mover works on it. The file is due: its form has ended, or
// the reconciler queued it an hour ago.

const BYTES = aJpeg();
const MINUTES = 60;
const DUE = { check_at: NOW };
/** The call at which a copy in parts becomes an object. A file that is given up later has its object. */
const COMPLETION = EVERY_CALL.find(({ name }) => name === "storage.completeCopy")?.at ?? Number.NaN;

const expectDone = (world: World) => {
  expectMoved(world, BYTES);
  expect(world.bucket.uploads.size).toBe(0);
  expect(world.record()).not.toHaveProperty("lease_until");
};

/** Another mover receives the messages that were sent. */
const receiveSent = async (world: World): Promise<string[]> => {
  const outcomes = [];
  for (const [i] of world.sent.splice(0).entries())
    outcomes.push(await moveFile(world.ports, anArrival({ message_id: `requeued-${i}` }), TIME_LEFT));
  return outcomes;
};

describe.each(EVERY_CALL)("before call $at of $mode ($name), a reconciler whose clock is", ({
  mode,
  parts,
  at,
  name,
}) => {
  const isMoving = name !== "files.claim" && name !== "storage.deleteIfMatch";

  it.each([
    ["ahead queues a file that is being moved", 5 * MINUTES, "requeued"],
    ["far ahead queues a file that is being moved", 20 * MINUTES, "requeued"],
    ["behind leaves the file alone", -5 * MINUTES, "changed-meanwhile"],
  ])("%s: the mover that holds the file moves it once", async (_, skew, expected) => {
    const world = aWorld({ bytes: BYTES, parts, file: DUE });
    let reconciled = "";
    let otherOutcomes: string[] = [];

    const outcome = await moveWith(world, async (i) => {
      if (i !== at) return;
      reconciled = await runReconciler(world, skew);
      otherOutcomes = await receiveSent(world);
    });

    if (isMoving) {
      expect(reconciled).toBe(expected);
      expect(outcome).toBe("completed");
      expect(otherOutcomes).toEqual(reconciled === "requeued" ? ["held-by-another-mover"] : []);
    }
    expect([outcome, ...otherOutcomes].filter((one) => one === "completed")).toHaveLength(1);
    expectDone(world);
  });

  it("ahead gives up a file at its last attempt, and the file is completed in the end", async () => {
    const world = aWorld({ bytes: BYTES, parts, file: { ...DUE, attempts: 4, status: "uploaded" } });
    let reconciled = "";

    const outcome = await moveWith(world, async (i) => {
      if (i === at) reconciled = await runReconciler(world, 5 * MINUTES);
    }).catch(({ name }: Error) => name);

    const untouched = name === "files.claim" ? "not-yet" : "changed-meanwhile";
    expect(reconciled).toBe(isMoving ? "given-up" : untouched);
    // A copy in parts ends here: the write of its upload's id is refused, or its upload was aborted.
    const stopped = isMoving && mode === "a copy in parts" && at <= COMPLETION;
    expect(outcome).toBe(stopped ? (at <= 3 ? "superseded" : "RetryLater") : "completed");
    if (stopped) {
      expect(world.record()).toMatchObject({ status: "error", error_code: "not-moved", retryable: true });
      await retry(world);
    }
    expectDone(world);
  });

  it("ahead deletes the bytes of a deleted file while the mover copies them, and nothing is left", async () => {
    const world = aWorld({ bytes: BYTES, parts });

    await moveWith(world, async (i) => {
      if (i !== at) return;
      await deleteFile(world);
      await runReconciler(world, 20 * MINUTES);
    });

    expect(world.record()?.status).toBe("deleted");
    expect(world.keys()).toEqual([]);
    expect(world.bucket.uploads.size).toBe(0);
  });
});

/** An operator's retry: POST /update-status with `uploaded`, then the message that it sends. */
const retry = async (world: World) => {
  await setStatus(world, "uploaded");
  expect(await receiveSent(world)).toEqual(["completed"]);
};
