import { expect } from "vitest";
import { keysUnder, queueDepth, readObject, records } from "./look.ts";
import type { Places } from "./types.ts";

/**
 * Asserts that no record is wrong while the work is not done: a completed file has all its bytes, a queued file has a
 * message, and a file in error or expired has no object in dest/.
 */
export const expectTruth = async (world: Places): Promise<void> => {
  const stored = await keysUnder(world, "dest/");
  for (const { status, dest_path, len, quarantine_step } of (await records(world)).values()) {
    if (status === "completed") expect((await readObject(world, dest_path)).bytes).toHaveLength(len);
    if (status === "quarantined" && quarantine_step === "held") expect(stored).not.toContain(dest_path);
    if (status === "uploaded") expect(await queueDepth(world, world.queueUrl)).toBeGreaterThan(0);
    if (status === "error" || status === "expired") expect(stored).not.toContain(dest_path);
  }
};
