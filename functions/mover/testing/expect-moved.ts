import { expect } from "vitest";
import type { World } from "./ports.ts";

/** That `bytes` are in dest/ and nowhere else, and that the record says so. */
export const expectMoved = ({ record, keys, bucket, file }: World, bytes: Uint8Array): void => {
  expect(record()?.status).toBe("completed");
  expect(keys()).toEqual([file.dest_path]);
  expect(bucket.objects.get(file.dest_path)?.bytes).toEqual(bytes);
};
