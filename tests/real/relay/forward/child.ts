// node --conditions=malote-source child.ts JSON: a relay's forwarder on a folder, until everything in it is completed. It
// kills itself with SIGKILL before step `killAt`: before and after each request, each transaction of the journal that
// changes something, and each deletion of a copy.
import { connect } from "malote/node";
import { startForwarder } from "../../../../relay/source/forward/index.ts";
import { nodeDisk } from "../../../../relay/source/spool/disk/node-disk.ts";
import { inThread } from "../../../../relay/source/spool/journal/transport.ts";
import { openSpool } from "../../../../relay/source/spool/open-spool.ts";
import type { ChildInput, ChildOutput } from "./messages.ts";

const { folder, url, token, killAt }: ChildInput = JSON.parse(process.argv[2] ?? "{}");

const steps: string[] = [];
const step = (name: string) => {
  if (steps.length === killAt) process.kill(process.pid, "SIGKILL");
  steps.push(name);
};

const around = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
  step(`before ${name}`);
  const result = await run();
  step(`after ${name}`);
  return result;
};

const READS = new Set(["get", "tally", "due", "following", "nextAt", "postpone", "list", "withFiles"]);

const spool = await openSpool({
  folder,
  limits: { bytes: 1024 ** 3, files: 1000, freeBytes: 0 },
  log: { info: () => {}, warn: () => {}, error: () => {} },
  reserve: 0,
  disk: { ...nodeDisk, unlink: (path) => around("unlink", () => nodeDisk.unlink(path)) },
  openJournal: async ({ file }) => {
    // The page cache survives the death of a process. The loss of power is another test.
    const transport = await inThread({ file, synchronous: "OFF" });
    return {
      ...transport,
      run: async (batch) => {
        const names = batch.map(({ name }) => name).filter((name) => !READS.has(name));
        return names.length === 0
          ? transport.run(batch)
          : around(`journal ${[...new Set(names)].join(", ")}`, () => transport.run(batch));
      },
    };
  },
});

let statuses = 0;
const recordedFetch: typeof fetch = (input, init) => {
  const { pathname } = new URL(String(input));
  // How often a status is read depends on the speed of this machine.
  if (pathname.endsWith("/consult-status") && ++statuses > 2) return fetch(input, init);
  const name = pathname.includes("temp/") ? "/s3/part" : pathname.startsWith("/malote-") ? "/s3" : pathname;
  return around(`${init?.method ?? "GET"} ${name}`, () => fetch(input, init));
};

const forwarder = startForwarder({
  spool,
  malote: connect({ url, token, fetch: recordedFetch, retries: 2, retryDelay: 20 }),
  log: { info: () => {}, warn: () => {}, error: () => {} },
  limits: { retryDelay: 20, probeDelay: 20, followDelay: 20, maxFollowDelay: 100, poll: 20 },
});

for (;;) {
  const { waiting, sent } = await spool.journal.counts();
  if (waiting.files + sent.files === 0) break;
  await new Promise((resolve) => setTimeout(resolve, 20));
}
await forwarder.stop();
await spool.close();
process.stdout.write(JSON.stringify({ steps } satisfies ChildOutput));
