import { expect } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { etagOf } from "#testing/objects.ts";
import { anS3Event } from "./builders.ts";
import { expectMoved } from "./expect-moved.ts";
import { aWorld, type World } from "./ports.ts";

// A dozen parts of ten bytes take the same steps as a file of gigabytes.
export const PART_BYTES = 10;
export const BYTES = aJpeg("the first bytes of this file ".repeat(4).slice(0, 100));
/** As long as BYTES, but different in every part. */
export const OTHER = aJpeg("THE OTHER BYTES OF THIS FILE ".repeat(4).slice(0, 100));
export const PARTS = Math.ceil(BYTES.length / PART_BYTES);
export const NOTIFICATION = anS3Event({ eTag: etagOf(BYTES).replaceAll('"', "") });

export const aLargeWorld = (options: Parameters<typeof aWorld>[0] = {}): World =>
  aWorld({ bytes: BYTES, parts: { thresholdBytes: 50, partBytes: PART_BYTES }, ...options });

export const expectNoUpload = ({ bucket }: World) => expect([...bucket.uploads.keys()]).toEqual([]);

/** Asserts that `bytes` are in dest/ only, that no upload is open, and that the record agrees. */
export const expectArrived = (world: World, bytes: Uint8Array = BYTES) => {
  expectMoved(world, bytes);
  expectNoUpload(world);
  expect(world.record()?.source_etag).toBe(etagOf(bytes));
  for (const name of ["copy_upload_id", "copy_source_etag", "copy_part_bytes", "lease_owner"])
    expect(world.record()).not.toHaveProperty(name);
};
