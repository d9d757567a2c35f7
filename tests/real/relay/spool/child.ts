import { writeSync } from "node:fs";
import { nodeDisk } from "../../../../relay/source/spool/disk/node-disk.ts";
import { inThread, type Transport } from "../../../../relay/source/spool/journal/transport.ts";
import { openSpool } from "../../../../relay/source/spool/open-spool.ts";
import { aroundDisk } from "../../../../relay/source/spool/testing/around-disk.ts";
import { runStory, type Told } from "../../../../relay/source/spool/testing/story.ts";

// A process with a spool, to be killed: node child.ts FOLDER
// KILL_AT=n kills it with SIGKILL after its n-th operation of the disk, or before or after its n-th transaction.
// WITHOUT=site leaves out the fsync of one line of the spool's code; WITHOUT=journal leaves out those of SQLite.
// Each line that it prints is a response that a client has got.

const [folder = ""] = process.argv.slice(2);
const killAt = Number(process.env["KILL_AT"] ?? Number.NaN);
const without = process.env["WITHOUT"];

const tell = (told: Told | { operations: number; syncs: string[] }) => {
  writeSync(1, `${JSON.stringify(told)}\n`);
};

let operations = 0;
const done = () => {
  if (operations === killAt) process.kill(process.pid, "SIGKILL");
  operations += 1;
};

/** The line of the spool's code that has asked for an fsync, such as `accept.ts writeFile`. */
function siteOf(stack = ""): string {
  const line =
    stack.split("\n").find((each) => each.includes("/relay/source/spool/") && !each.includes("/testing/")) ??
    "";
  const [, name = "", file = ""] = /at (?:async )?(\S+) .*\/([\w-]+\.ts)/.exec(line) ?? [];
  return `${file} ${name}`;
}

const syncs = new Set<string>();
const disk = aroundDisk(nodeDisk, async (operation, run) => {
  if (operation.name === "file.sync" || operation.name === "syncFolder") {
    const site = siteOf(new Error().stack);
    syncs.add(site);
    if (site === without) return undefined as Awaited<ReturnType<typeof run>>;
  }
  try {
    return await run();
  } finally {
    done();
  }
});

async function openJournal({ file }: { file: string }): Promise<Transport> {
  const transport = await inThread({ file, synchronous: without === "journal" ? "OFF" : "FULL" });
  done();
  return {
    ...transport,
    run: async (batch) => {
      done();
      const outcomes = await transport.run(batch);
      done();
      return outcomes;
    },
  };
}

const log = { info: () => {}, warn: () => {}, error: () => {} };
const limits = { bytes: 1024 ** 3, files: 1000, freeBytes: 0 };
const spool = await openSpool({ folder, limits, log, disk, openJournal, reserve: 16_384 });
await runStory(spool, tell);
await spool.close();
tell({ operations, syncs: [...syncs] });
