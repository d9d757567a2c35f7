import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { exclusive } from "./exclusive.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "exclusive-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("runs one piece of work at a time", async () => {
  const lock = join(folder, "a", "lock");
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await Promise.resolve();
    inside -= 1;
  };
  await Promise.all([exclusive(lock, work), exclusive(lock, work), exclusive(lock, work)]);
  expect(most).toBe(1);
});

test("runs the next piece of work after a failure", async () => {
  const lock = join(folder, "lock");
  await expect(exclusive(lock, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(exclusive(lock, async () => "in")).resolves.toBe("in");
});

test("stops waiting when aborted, with the reason given", async () => {
  const lock = join(folder, "lock");
  const interruption = new AbortController();
  await exclusive(lock, async () => {
    const waiting = exclusive(lock, async () => "in", {
      signal: interruption.signal,
      onWait: () => interruption.abort(new Error("Interrupted.")),
    });
    await expect(waiting).rejects.toThrow("Interrupted.");
  });
});
