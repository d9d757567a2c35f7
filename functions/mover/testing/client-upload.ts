import type { FileRecord } from "@malote/core";
import { expect } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { expectMoved } from "./expect-moved.ts";
import { aWorld, type World } from "./ports.ts";

/** The bytes that a client sends in four parts. The last part is shorter. */
export const SENT = aJpeg("what a client sends in parts");
export const PART_BYTES = 10;
export const UPLOAD_ID = "client-1";

export const partsOfSent = (): Uint8Array[] =>
  Array.from({ length: Math.ceil(SENT.length / PART_BYTES) }, (_, i) =>
    SENT.slice(i * PART_BYTES, (i + 1) * PART_BYTES),
  );

type Options = {
  file?: Partial<FileRecord>;
  /** A part that is undefined has not arrived. */
  sent?: (Uint8Array | undefined)[];
  maxAttempts?: number;
  /** Longer files are copied in parts of PART_BYTES. */
  thresholdBytes?: number;
};

/** One file whose bytes are in its client's multipart upload, which is not completed yet. */
export const aClientUploadWorld = ({
  file = {},
  sent = partsOfSent(),
  maxAttempts = 5,
  thresholdBytes = 1000,
}: Options = {}): World => {
  const world = aWorld({
    bytes: null,
    file: { len: SENT.length, upload_id: UPLOAD_ID, ...file },
    maxAttempts,
    parts: { thresholdBytes, partBytes: PART_BYTES },
  });
  world.bucket.beginUpload(UPLOAD_ID, world.file.key_path, sent);
  return world;
};

/** Asserts that the bytes are in dest/ only, that no upload is open, and that the record agrees. */
export const expectArrived = (world: World): void => {
  expectMoved(world, SENT);
  expect([...world.bucket.uploads.keys()]).toEqual([]);
  for (const name of ["upload_id", "copy_upload_id", "lease_owner"])
    expect(world.record()).not.toHaveProperty(name);
};
