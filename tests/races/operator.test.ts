import { BytesNotFound, FileInMove, TransitionNotAllowed, type UpdateRequest } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { EVERY_CALL, moveWith } from "#testing/mover/calls.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { removes, says } from "./others.ts";

// POST /update-status against a mover at work.

const BYTES = aJpeg();
const MINUTES = 60;
const SAID: UpdateRequest["status"][] = ["error", "completed", "processing", "uploaded"];

const withLeaseToo = EVERY_CALL.filter(
  ({ name, at }) => name !== "files.claim" && name !== "storage.deleteIfMatch" && at > 0,
);

/** What an operator is told who says a status ahead of call `at`, and what the mover makes of it. */
const interfere = async (world: World, at: number, status: UpdateRequest["status"], skew: number) => {
  let told: unknown;
  const outcome = await moveWith(world, async (i) => {
    if (i === at) told = await says(world, status, skew).catch((refusal: unknown) => refusal);
  });
  return { told, outcome };
};

describe.each(withLeaseToo)("before call $at of $way, $name, an operator", ({ way, parts, name, at }) => {
  it.each(SAID)("who says %s is told that the file is being moved, and it is", async (status) => {
    const world = aWorld({ bytes: BYTES, parts });

    const { told, outcome } = await interfere(world, at, status, 0);

    expect(told).toBeInstanceOf(FileInMove);
    expect(outcome).toBe("completed");
    expectMoved(world, BYTES);
  });

  describe("whose word is taken, since that function's clock is ahead", () => {
    const SKEW = 5 * MINUTES;
    /** The mover learns of it where it writes to the record: at the latest as it settles. */
    const copied = name === "files.save" && (way === "one copy" || at > 3);
    const stops = way === "a copy in parts" && at <= 3;

    it("sets error: the mover steps back, and what it copied stays for a retry", async () => {
      const world = aWorld({ bytes: BYTES, parts });

      const { outcome } = await interfere(world, at, "error", SKEW);

      expect(outcome).toBe("superseded");
      expect(world.record()).toMatchObject({ status: "error", error_code: "set-by-operator" });
      const { key_path, dest_path } = world.file;
      expect(world.keys()).toEqual(stops ? [key_path] : [dest_path, key_path]);
      expect(world.bucket.uploads.size).toBe(0);

      await says(world, "uploaded");
      const retry = anArrival({ message_id: "message-2" });
      await expect(moveFile(world.ports, retry, TIME_LEFT)).resolves.toBe("completed");
      expectMoved(world, BYTES);
    });

    it("sets error, and the owner deletes the file: nothing is left", async () => {
      const world = aWorld({ bytes: BYTES, parts });
      await interfere(world, at, "error", SKEW);

      await removes(world);

      expect(world.keys()).toEqual([]);
      expect(world.bucket.uploads.size).toBe(0);
    });

    it("sets completed only where the bytes are there; then the mover has nothing to add", async () => {
      const world = aWorld({ bytes: BYTES, parts });

      const { told, outcome } = await interfere(world, at, "completed", SKEW);

      if (copied) {
        expect(outcome).toBe("superseded");
        expect(world.record()).toMatchObject({ status: "completed" });
        // The reconciler takes the source within the hour, as whatever is left in temp/ of a completed file.
        expect(world.keys()).toEqual([world.file.dest_path, world.file.key_path]);
      } else {
        expect(told).toBeInstanceOf(BytesNotFound);
        expect(outcome).toBe("completed");
        expectMoved(world, BYTES);
      }
    });

    it("says processing, which holds, or uploaded, which does not follow: nothing changes", async () => {
      for (const status of ["processing", "uploaded"] as const) {
        const world = aWorld({ bytes: BYTES, parts });

        const { told, outcome } = await interfere(world, at, status, SKEW);

        if (status === "uploaded") expect(told).toBeInstanceOf(TransitionNotAllowed);
        expect(outcome).toBe("completed");
        expectMoved(world, BYTES);
      }
    });
  });
});
