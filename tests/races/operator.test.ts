import { BytesNotFound, FileInMove, TransitionNotAllowed, type UpdateRequest } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { EVERY_CALL, moveWith } from "#testing/mover/calls.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { deleteFile, setStatus } from "./others.ts";

// POST /update-status while a mover works on the file.

const BYTES = aJpeg();
const MINUTES = 60;
const STATUSES: UpdateRequest["status"][] = ["error", "completed", "processing", "uploaded"];

const CALLS_UNDER_LEASE = EVERY_CALL.filter(
  ({ name, at }) => name !== "files.claim" && name !== "storage.deleteIfMatch" && at > 0,
);

/** An operator sets a status right before call `at` of a move. */
const interfere = async (world: World, at: number, status: UpdateRequest["status"], skew: number) => {
  let response: unknown;
  const outcome = await moveWith(world, async (i) => {
    if (i === at) response = await setStatus(world, status, skew).catch((refusal: unknown) => refusal);
  });
  return { response, outcome };
};

describe.each(CALLS_UNDER_LEASE)("before call $at of $mode ($name), an operator", ({
  mode,
  parts,
  name,
  at,
}) => {
  it.each(STATUSES)("who sets %s is refused with FileInMove, and the file is moved", async (status) => {
    const world = aWorld({ bytes: BYTES, parts });

    const { response, outcome } = await interfere(world, at, status, 0);

    expect(response).toBeInstanceOf(FileInMove);
    expect(outcome).toBe("completed");
    expectMoved(world, BYTES);
  });

  describe("whose request passes the check of the lease, because that function's clock is ahead,", () => {
    const SKEW = 5 * MINUTES;
    // The mover notices the new status at its next write to the record, at the latest when it settles.
    const copied = ["storage.peek", "files.save"].includes(name) && at > (mode === "one copy" ? 2 : 3);
    const stops = mode === "a copy in parts" && at <= 3;

    it("sets error: the mover ends as superseded, and its copy stays for a retry", async () => {
      const world = aWorld({ bytes: BYTES, parts });

      const { outcome } = await interfere(world, at, "error", SKEW);

      expect(outcome).toBe("superseded");
      expect(world.record()).toMatchObject({ status: "error", error_code: "set-by-operator" });
      const { key_path, dest_path } = world.file;
      expect(world.keys()).toEqual(stops ? [key_path] : [dest_path, key_path]);
      expect(world.bucket.uploads.size).toBe(0);

      await setStatus(world, "uploaded");
      const retry = anArrival({ message_id: "message-2" });
      await expect(moveFile(world.ports, retry, TIME_LEFT)).resolves.toBe("completed");
      expectMoved(world, BYTES);
    });

    it("sets error, and the owner deletes the file: nothing is left", async () => {
      const world = aWorld({ bytes: BYTES, parts });
      await interfere(world, at, "error", SKEW);

      await deleteFile(world);

      expect(world.keys()).toEqual([]);
      expect(world.bucket.uploads.size).toBe(0);
    });

    it("sets completed only if dest/ has the bytes, and then the mover ends as superseded", async () => {
      const world = aWorld({ bytes: BYTES, parts });

      const { response, outcome } = await interfere(world, at, "completed", SKEW);

      if (copied) {
        expect(outcome).toBe("superseded");
        expect(world.record()).toMatchObject({ status: "completed" });
        // The reconciler deletes the source after an hour, as for any completed file.
        expect(world.keys()).toEqual([world.file.dest_path, world.file.key_path]);
      } else {
        expect(response).toBeInstanceOf(BytesNotFound);
        expect(outcome).toBe("completed");
        expectMoved(world, BYTES);
      }
    });

    it("changes nothing with processing, the current status, or uploaded, a transition that is not allowed", async () => {
      for (const status of ["processing", "uploaded"] as const) {
        const world = aWorld({ bytes: BYTES, parts });

        const { response, outcome } = await interfere(world, at, status, SKEW);

        if (status === "uploaded") expect(response).toBeInstanceOf(TransitionNotAllowed);
        expect(outcome).toBe("completed");
        expectMoved(world, BYTES);
      }
    });
  });
});
