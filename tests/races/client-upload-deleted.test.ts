import { expect, it } from "vitest";
import { anArrival } from "#testing/mover/builders.ts";
import { aClientUploadWorld, partsOfSent } from "#testing/mover/client-upload.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { deleteFile } from "./others.ts";

it("a client upload with missing parts leaves no parts if it is deleted while the mover lists them", async () => {
  const world = aClientUploadWorld({ sent: partsOfSent().slice(0, 1) });
  const { bucket } = world;
  const storage = {
    ...bucket,
    uploadedParts: async (...call: Parameters<typeof bucket.uploadedParts>) => {
      await deleteFile(world);
      return bucket.uploadedParts(...call);
    },
  };

  await expect(moveFile({ ...world.ports, storage }, anArrival(), TIME_LEFT)).resolves.toBe("deleted");

  expect(bucket.uploads.size).toBe(0);
});
