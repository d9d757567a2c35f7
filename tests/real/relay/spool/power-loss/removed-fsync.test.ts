import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { summaryOf } from "../check.ts";
import { runChild } from "../run-child.ts";
import { type CrashOptions, crashes } from "./crashes.ts";
import { type SystemCall, stringsOf } from "./trace.ts";

// The simulation of power losses is only worth something if it finds what is wrong. So each fsync is left out once, and
// a promise must then be broken in at least one state of the disk. The lines that call fsync are recorded from a run.

const LONG = 400_000;

/** The lines of the spool's code that ask for an fsync, in the story and after a restart. */
async function recordSites(): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), "malote-sites-"));
  try {
    const story = await runChild(root);
    const restart = await runChild(root, { STORY: "restart" });
    return [...new Set([...summaryOf(story.output).syncs, ...summaryOf(restart.output).syncs])];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const sites = await recordSites();

const on = (name: string, path: RegExp) => (call: SystemCall) =>
  call.name === name && stringsOf(call).some((bytes) => path.test(bytes.toString()));

/** Some fsyncs matter only after a first process was killed: here. */
const KILLS: (CrashOptions["killAfter"] | undefined)[] = [
  on("rename", /./),
  undefined,
  on("unlink", /\.part$/),
  on("openat", /-wal$/),
];

test("the lines that call fsync are found", () => {
  expect(sites.map((site) => site.replace(/:\d+$/, "")).sort()).toEqual([
    "accept.ts",
    "append.ts",
    "drop-unrecorded.ts",
    "open-spool.ts",
    "open-spool.ts",
    "recover.ts",
  ]);
});

test.each([...sites, "journal"])(
  "without the fsync of %s, a promise is broken",
  async (without) => {
    let faults: string[] = [];
    // Most are found right after a promise, which is a small part of all states.
    for (const onlyPromises of [true, false])
      for (const killAfter of KILLS) {
        if (faults.length > 0) break;
        ({ faults } = await crashes({
          without,
          untilFault: true,
          onlyPromises,
          ...(killAfter && { killAfter }),
        }));
      }
    expect(faults).not.toEqual([]);
  },
  LONG,
);
