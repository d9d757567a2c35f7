import { closeSync, openSync, writeSync } from "node:fs";
import { nodeDisk } from "../../../../relay/source/spool/disk/node-disk.ts";
import { inThread, type Transport } from "../../../../relay/source/spool/journal/transport.ts";
import { openSpool } from "../../../../relay/source/spool/open-spool.ts";
import { aroundDisk } from "../../../../relay/source/spool/testing/around-disk.ts";
import { acceptOne, contentOf, runStory, type Told } from "../../../../relay/source/spool/testing/story.ts";

// A process with a spool, to be killed: node child.ts FOLDER
// KILL_AT=n kills it with SIGKILL after its n-th operation of the disk, or before or after its n-th transaction.
// WITHOUT=site leaves out the fsync of one line of the spool's code; WITHOUT=journal leaves out those of SQLite.
// STORY=restart tells what a relay does after a crash instead of the whole story.
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

/** The line of the spool's code that has asked for an fsync, such as `accept.ts:59`. */
function siteOf(stack = ""): string {
  const line = stack.split("\n").find((each) => /\/relay\/source\/spool\/(?!testing)/.test(each)) ?? "";
  return /([\w-]+\.ts:\d+)/.exec(line)?.[1] ?? "unknown";
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

async function* bodyOf(bytes: Buffer) {
  yield bytes;
}

/** A file is accepted, and an upload without a size, whose last request has left bytes that were never confirmed. */
async function afterRestart(): Promise<void> {
  await acceptOne(spool, "r2", tell);
  const name = "r5";
  const { id } = await spool.begin({ owner: "ana", name, type: "text/plain" }, Number.MAX_SAFE_INTEGER);
  await spool.append(id, 0, bodyOf(contentOf(name)));
  const part = openSync(`${spool.pathOf({ id })}.part`, "r+");
  writeSync(part, Buffer.from("unconfirmed"), 0, 11, contentOf(name).length);
  closeSync(part);
  await spool.finish(id);
  tell({ accepted: name, id });
}

const log = { info: () => {}, warn: () => {}, error: () => {} };
const limits = { bytes: 1024 ** 3, files: 1000, freeBytes: 0 };
const spool = await openSpool({ folder, limits, log, disk, openJournal, reserve: 16_384 });
await (process.env["STORY"] === "restart" ? afterRestart() : runStory(spool, tell));
await spool.close();
tell({ operations, syncs: [...syncs] });
