import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { EVERY_CALL, moveWith } from "#testing/mover/calls.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { reconciles, removes, says } from "./others.ts";

// A reconciler whose clock is minutes off meets a mover at work.

const BYTES = aJpeg();
const MINUTES = 60;
/** Where a copy in parts becomes an object: what is given up later, is there. */
const COMPLETION = EVERY_CALL.find(({ name }) => name === "storage.completeCopy")?.at ?? Number.NaN;

const expectDone = (world: World) => {
  expectMoved(world, BYTES);
  expect(world.bucket.uploads.size).toBe(0);
  expect(world.record()).not.toHaveProperty("lease_until");
};

/** What the reconciler queued, received by a mover beside the one at work. */
const receiveSent = async (world: World): Promise<string[]> => {
  const outcomes = [];
  for (const [i] of world.sent.splice(0).entries())
    outcomes.push(await moveFile(world.ports, anArrival({ message_id: `requeued-${i}` }), TIME_LEFT));
  return outcomes;
};

describe.each(EVERY_CALL)("before call $at of $way, $name, a reconciler", ({ way, parts, at, name }) => {
  const atWork = name !== "files.claim" && name !== "storage.deleteIfMatch";

  it.each([
    ["ahead: it takes a live lease for over, and queues a file that is being moved", 5 * MINUTES, "requeued"],
    ["far ahead: the same", 20 * MINUTES, "requeued"],
    ["behind: it leaves all for later", -5 * MINUTES, "changed-meanwhile"],
  ])("whose clock is %s: the file is moved once, by the mover that has it", async (_, skew, expected) => {
    const world = aWorld({ bytes: BYTES, parts });
    let seen = "";
    let others: string[] = [];

    const outcome = await moveWith(world, async (i) => {
      if (i !== at) return;
      seen = await reconciles(world, skew);
      others = await receiveSent(world);
    });

    if (atWork) {
      expect(seen).toBe(expected);
      expect(outcome).toBe("completed");
      expect(others).toEqual(seen === "requeued" ? ["held-by-another-mover"] : []);
    }
    expect([outcome, ...others].filter((one) => one === "completed")).toHaveLength(1);
    expectDone(world);
  });

  it("whose clock is ahead gives up a file at its last attempt: it is completed all the same", async () => {
    const world = aWorld({ bytes: BYTES, parts, file: { attempts: 4, status: "uploaded" } });
    let seen = "";

    const outcome = await moveWith(world, async (i) => {
      if (i === at) seen = await reconciles(world, 5 * MINUTES);
    }).catch(({ name }: Error) => name);

    expect(seen).toBe(atWork ? "given-up" : "changed-meanwhile");
    // A copy in parts ends there: it learns of it as it begins, or its upload was aborted.
    const stopped = atWork && way === "a copy in parts" && at <= COMPLETION;
    expect(outcome).toBe(stopped ? (at <= 3 ? "superseded" : "RetryLater") : "completed");
    if (stopped) {
      expect(world.record()).toMatchObject({ status: "error", error_code: "not-moved", retryable: true });
      await retry(world);
    }
    expectDone(world);
  });

  it("whose clock is ahead sweeps a deleted file under the mover's hands: nothing is left in the end", async () => {
    const world = aWorld({ bytes: BYTES, parts });

    await moveWith(world, async (i) => {
      if (i !== at) return;
      await removes(world);
      await reconciles(world, 20 * MINUTES);
    });

    expect(world.record()?.status).toBe("deleted");
    expect(world.keys()).toEqual([]);
    expect(world.bucket.uploads.size).toBe(0);
  });
});

/** The operator's: POST /update-status with `uploaded`, and the message it sends. */
const retry = async (world: World) => {
  await says(world, "uploaded");
  expect(await receiveSent(world)).toEqual(["completed"]);
};
