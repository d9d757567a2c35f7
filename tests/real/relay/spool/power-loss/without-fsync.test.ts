import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { summaryOf } from "../check.ts";
import { runChild } from "../run-child.ts";
import { type CrashOptions, crashes } from "./crashes.ts";
import { KILLS } from "./kills.ts";

/** The lines of the spool's code that ask for an fsync, as a run of the story has recorded them. */
const fsyncs = async (): Promise<string[]> => {
  const root = await mkdtemp(join(tmpdir(), "malote-fsyncs-"));
  try {
    return summaryOf((await runChild(root, {})).output).syncs;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
};

/** With these, an fsync is shown to be needed: a loss of power alone, or after a process was killed. */
const STORIES: CrashOptions[] = [{}, ...KILLS.map(([, killAfter]) => ({ killAfter }))];

test("each fsync is needed: without it, a loss of power breaks a promise", async () => {
  const needless: string[] = [];
  for (const without of [...(await fsyncs()), "journal"]) {
    let found: string | undefined;
    for (const story of STORIES) {
      const { faults } = await crashes({ ...story, without, untilFault: true });
      found = faults[0]?.split("\n")[0];
      if (found) break;
    }
    if (found === undefined) needless.push(without);
  }
  expect(needless).toEqual([]);
}, 400_000);
