import { expect } from "vitest";
import type { World } from "./ports.ts";

/** Asserts that `bytes` are in dest/ only, and that the record is completed. */
export const expectMoved = ({ record, keys, bucket, file }: World, bytes: Uint8Array): void => {
  expect(record()?.status).toBe("completed");
  expect(keys()).toEqual([file.dest_path]);
  expect(bucket.objects.get(file.dest_path)?.bytes).toEqual(bytes);
};
