import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { followLoadFailures, type LoadFailure, loadFailuresIn } from "./load-failures.ts";

const failure = (name: string, reason: string) =>
  `2026-11-21 12:35:34 ERROR [lambda] Warm worker execution error for ${name}: Worker init failed: ${reason}\n`;

test("a worker that was ended from outside while it started is no failure", () => {
  const log =
    "ERROR [lambda] Warm worker execution error for f-1: Worker process exited immediately. stderr: \n";
  expect(loadFailuresIn(log)).toEqual([]);
  expect(loadFailuresIn(log.replace("stderr: ", "stderr: out of memory"))).toEqual([
    { functionName: "f-1", reason: "out of memory" },
  ]);
});

test("a function that throws while it is loaded is reported, but not if it failed before the start", async () => {
  const folder = await mkdtemp(join(tmpdir(), "log-"));
  const log = join(folder, "emulator.log");
  await writeFile(log, failure("malote-local-Old-1", "long ago"));
  const done = new AbortController();
  const reported: LoadFailure[] = [];
  const following = followLoadFailures(log, done.signal, (failure) => reported.push(failure));

  await vi.waitFor(
    async () => {
      await appendFile(log, `noise\n${failure("malote-local-Consult-7", "boom at load")}`);
      expect(reported).toContainEqual({ functionName: "malote-local-Consult-7", reason: "boom at load" });
    },
    { timeout: 10_000 },
  );
  done.abort();
  await following;
  expect(reported).not.toContainEqual(expect.objectContaining({ functionName: "malote-local-Old-1" }));
  await rm(folder, { recursive: true });
});
