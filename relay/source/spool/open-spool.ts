import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { relayStopping } from "../problems/problems.ts";
import type { Log } from "../types/log.ts";
import { accept } from "./accept.ts";
import { complete } from "./complete.ts";
import type { Disk } from "./disk/disk.ts";
import { codeOf } from "./disk/disk.ts";
import { nodeDisk } from "./disk/node-disk.ts";
import { journalOf } from "./journal/journal.ts";
import { keepPadding, PADDING, padJournal } from "./journal/padding.ts";
import { JournalQueue } from "./journal/queue.ts";
import { entryOf } from "./journal/row.ts";
import { inThread, type Transport } from "./journal/transport.ts";
import { lockFolder } from "./lock.ts";
import { diskProblem, spoolBroken } from "./problems.ts";
import { settle } from "./publish.ts";
import { recover } from "./recover.ts";
import { Room, type SpoolLimits } from "./room.ts";
import { settleRemoved } from "./settle-removed.ts";
import { sharedSync } from "./shared-sync.ts";
import type { Spool } from "./spool.ts";
import { filesFolder, remove, type SpoolParts } from "./spool-parts.ts";
import { uploadsOf } from "./uploads/index.ts";

export interface SpoolOptions {
  folder: string;
  limits: SpoolLimits;
  log: Log;
  /** How long completed entries, and with them their idempotency keys, are remembered. Default: 7 days, 100,000 entries. */
  history?: { ms: number; files: number };
  /** Called once, when the disk has failed so that nothing can be accepted before a restart. */
  onBroken?(error: Error): void;
  disk?: Disk;
  /** Milliseconds since 1970. */
  now?(): number;
  newId?(): string;
  /** Opens the journal in this file. Default: in a thread of its own. */
  openJournal?(options: { file: string }): Promise<Transport> | Transport;
  /** Bytes that the journal keeps for itself, for a full disk. Default: 2 MiB in the database, as much in its log. */
  reserve?: number;
}

const HISTORY = { ms: 7 * 24 * 3_600_000, files: 100_000 };
const UPKEEP_EVERY = 60_000;

/**
 * Opens the spool in this folder, or creates it, and recovers what a crash has left.
 * @throws FolderInUse, JournalMissing; errors of the disk, with which a relay must not start
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { folder, limits, log, disk = nodeDisk, now = Date.now, newId = randomUUID } = options;
  await disk.makeFolder(folder);
  const unlock = lockFolder(folder);
  let transport: Transport | undefined;
  try {
    transport = await (options.openJournal ?? inThread)({ file: join(folder, "journal.sqlite") });
    await disk.makeFolder(filesFolder(folder));
    let broken: Error | undefined;
    const fail = (error: Error) => {
      if (broken) return;
      broken = error;
      log.error({ err: error }, "The disk failed. The relay accepts nothing more until it is restarted.");
      options.onBroken?.(error);
    };
    const queue = new JournalQueue({ transport, onBroken: fail });
    const files = filesFolder(folder);
    const parts: SpoolParts = {
      disk,
      queue,
      room: new Room({ disk, folder, limits, now }),
      log,
      now,
      newId,
      fileOf: (id) => join(files, id),
      partOf: (id) => join(files, `${id}.part`),
      syncNames: sharedSync(() => disk.syncFolder(files)),
      arriving: new Map(),
      unsettled: new Set(),
      uploads: new Map(),
      leftovers: new Set(),
      fail,
    };
    await syncNamesOfSpool(disk, folder);
    await recover(parts, folder, transport.isNew);
    await parts.room.look();
    const padding = options.reserve ?? PADDING;
    await padJournal(queue, padding).catch((error: unknown) => {
      if (broken) throw error;
      log.warn({ err: error }, "The disk has no room for the journal's reserve.");
    });
    const history = options.history ?? HISTORY;
    return spoolOf(parts, {
      broken: () => broken,
      upkeep: async () => {
        await settle(parts);
        await settleRemoved(parts);
        await queue.run("prune", now() - history.ms, history.files);
        for (const path of parts.leftovers) await remove(parts, path);
        await keepPadding(queue, padding);
      },
      unlock,
    });
  } catch (error) {
    await transport?.close().catch(() => {});
    unlock();
    throw error;
  }
}

/** The journal's own names, and the folder's name in its parent, must not be lost with the power either. */
async function syncNamesOfSpool(disk: Disk, folder: string): Promise<void> {
  await disk.syncFolder(folder);
  await disk.syncFolder(dirname(folder)).catch((error: unknown) => {
    // A service may be allowed to use its folder, and not to read the one above.
    if (!["EACCES", "EPERM"].includes(codeOf(error) ?? "")) throw error;
  });
}

interface Life {
  broken(): Error | undefined;
  upkeep(): Promise<void>;
  unlock(): void;
}

function spoolOf(parts: SpoolParts, life: Life): Spool {
  const uploads = uploadsOf(parts);
  const working = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  /** Work that needs a sound disk, and that close() waits for. */
  async function work<T>(run: () => Promise<T>): Promise<T> {
    const broken = life.broken();
    if (broken) throw spoolBroken(broken);
    if (closing) throw relayStopping();
    const running = run();
    working.add(running);
    try {
      return await running;
    } catch (error) {
      throw diskProblem(error);
    } finally {
      working.delete(running);
    }
  }

  const upkeep = () =>
    work(async () => {
      await uploads.expire();
      await life.upkeep();
    });
  const timer = setInterval(() => {
    upkeep().catch((error: unknown) => parts.log.warn({ err: error }, "The upkeep of the spool failed."));
  }, UPKEEP_EVERY);
  timer.unref();

  return {
    accept: (file, bytes, signal) => work(() => accept(parts, file, bytes, signal)),
    begin: (file, expiresAt) => work(() => uploads.begin(file, expiresAt)),
    declare: (id, size) => work(() => uploads.declare(id, size)),
    append: (id, offset, bytes, signal) => work(() => uploads.append(id, offset, bytes, signal)),
    offset: (id) => work(() => uploads.offset(id)),
    finish: (id) => work(() => uploads.finish(id)),
    discard: (id) => work(() => uploads.discard(id)),
    get: (id) =>
      work(async () => {
        const row = await parts.queue.run("get", id);
        // Nothing was promised for it yet.
        if (!row || parts.arriving.has(id)) return undefined;
        return entryOf(row);
      }),
    journal: journalOf(parts.queue, parts.now),
    pathOf: ({ id }) => parts.fileOf(id),
    complete: (id) => work(() => complete(parts, id)),
    usage: () => parts.room.usage,
    get broken() {
      return life.broken();
    },
    upkeep,
    close: () => {
      closing ??= (async () => {
        clearInterval(timer);
        await Promise.allSettled(working);
        await parts.queue.close();
        life.unlock();
      })();
      return closing;
    },
  };
}
