import { expect } from "vitest";
import { keysUnder, queueDepth, readObject, records } from "./look.ts";
import type { Places } from "./types.ts";

/**
 * No record says something that is not so, also while the work is not done: what is completed has all its
 * bytes, what is queued has a message, and what was given up is not there.
 */
export const expectTruth = async (world: Places): Promise<void> => {
  const stored = await keysUnder(world, "dest/");
  for (const { status, dest_path, len } of (await records(world)).values()) {
    if (status === "completed") expect((await readObject(world, dest_path)).bytes).toHaveLength(len);
    if (status === "uploaded") expect(await queueDepth(world, world.queueUrl)).toBeGreaterThan(0);
    if (status === "error" || status === "expired") expect(stored).not.toContain(dest_path);
  }
};
