import { expect, it } from "vitest";
import { anArrival } from "#testing/mover/builders.ts";
import { aSentWorld, partsOfSent } from "#testing/mover/client-upload.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { removes } from "./others.ts";

it("a client upload with missing parts, deleted while the mover works on it, leaves no parts", async () => {
  const world = aSentWorld({ sent: partsOfSent().slice(0, 1) });
  const { bucket } = world;
  const storage = {
    ...bucket,
    uploadedParts: async (...call: Parameters<typeof bucket.uploadedParts>) => {
      await removes(world);
      return bucket.uploadedParts(...call);
    },
  };

  await expect(moveFile({ ...world.ports, storage }, anArrival(), TIME_LEFT)).resolves.toBe("deleted");

  expect(bucket.uploads.size).toBe(0);
});
