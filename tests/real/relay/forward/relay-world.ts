import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { tokenOf } from "../../../../bench/service/token.ts";
import type { FileRecord } from "../../../../layers/core/src/domain/file.ts";
import { LARGE } from "../../../../relay/source/forward/limits.ts";
import { filesFolder, openJournal, openSpool, type Spool } from "../../../../relay/source/spool/index.ts";
import { inThisThread } from "../../../../relay/source/spool/journal/transport.ts";
import type { World } from "../../client/world.ts";

/** A file that the relay has promised. */
export interface Promised {
  owner: string;
  name: string;
  bytes: Buffer;
}

export const LIMITS = { bytes: 4 * 1024 ** 3, files: 10_000, freeBytes: 0 };
const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** A spool in this process. Its journal is not synced, because no test here loses power. */
export const openFolder = (folder: string): Promise<Spool> =>
  openSpool({
    folder,
    limits: LIMITS,
    log: silent,
    reserve: 0,
    openJournal: ({ file }) => inThisThread({ file, synchronous: "OFF" }),
  });

/** Two small files and one in two parts, of two users. */
export const threeFiles = (): Promised[] => {
  const [ana, bob] = [randomUUID(), randomUUID()];
  return [
    { owner: ana, name: "small.bin", bytes: randomBytes(1000) },
    { owner: bob, name: "large.bin", bytes: randomBytes(LARGE + 1000) },
    { owner: ana, name: "empty.bin", bytes: Buffer.alloc(0) },
  ];
};

/** A folder of a relay that has promised these files, and does not run. */
export const folderWith = async (world: World, promised: readonly Promised[]): Promise<string> => {
  const folder = await mkdtemp(join(world.home, "relay-"));
  const spool = await openFolder(folder);
  for (const { owner, name, bytes } of promised)
    await spool.accept(
      { owner, name, type: "", size: bytes.length },
      (async function* () {
        yield bytes;
      })(),
    );
  await spool.close();
  return folder;
};

/** The records of all files that were ever announced, also if the response was lost. */
const announcedRecords = async (world: World): Promise<FileRecord[]> => {
  const ids = world.announced();
  const records: FileRecord[] = [];
  for (let at = 0; at < ids.length; at += 100)
    records.push(...(await world.service.files.getMany(ids.slice(at, at + 100))));
  return records;
};

/** What is wrong after everything was forwarded: a file that is lost, doubled, of other bytes, or a copy that is left. */
export const faultsOf = async (
  world: World,
  folder: string,
  promised: readonly Promised[],
): Promise<string[]> => {
  const faults: string[] = [];
  const journal = openJournal(folder);
  for (const { id, state, reason } of await journal.list({ limit: 1000 }))
    if (state !== "completed") faults.push(`${id} is ${state}: ${reason?.code}`);
  await journal.close();
  for (const name of await readdir(filesFolder(folder))) faults.push(`orphan ${name}`);

  const records = await announcedRecords(world);
  for (const { owner, name, bytes } of promised) {
    const found = records.filter((record) => record.owner === owner && record.file_name === name);
    if (found.length !== 1) faults.push(`${name} is there ${found.length} times`);
    for (const { file_id, status } of found)
      if (status !== "completed") faults.push(`${name} is ${status}`);
      else if (!(await world.moved(file_id)).equals(bytes)) faults.push(`${name} has other bytes`);
  }
  await rm(folder, { recursive: true });
  return faults;
};

/** What is in S3 and belongs to no completed file. */
export const orphansInS3 = async (world: World, files: number): Promise<string[]> => {
  const keys = await world.bucket.keys();
  const orphans = keys.filter((key) => !key.startsWith("dest/"));
  const stored = keys.length - orphans.length;
  return [
    ...orphans,
    ...(await world.unfinished()).map((key) => `upload of ${key}`),
    ...(stored === files ? [] : [`${stored} objects in dest/ instead of ${files}`]),
  ];
};

export const relayToken = (): string => tokenOf({ sub: randomUUID(), groups: ["relays"] });
