import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ConnectOptions, connect } from "malote/node";
import { expect, onTestFinished } from "vitest";
import type { Spool } from "../../spool/index.ts";
import { filesFolder } from "../../spool/index.ts";
import { inThisThread } from "../../spool/journal/transport.ts";
import { aFolder, aSpool, bodyOf, type Logged, logTo } from "../../spool/testing/a-spool.ts";
import type { Entry, EntryState } from "../../types/entry.ts";
import type { IncomingFile } from "../../types/incoming-file.ts";
import type { ForwardLimits } from "../limits.ts";
import { type Forwarder, startForwarder } from "../start-forwarder.ts";
import { RelayService } from "./relay-service.ts";

/** Waits of some milliseconds, so that tests are quick. */
export const QUICK: Partial<ForwardLimits> = {
  retryDelay: 2,
  maxRetryDelay: 8,
  probeDelay: 4,
  maxProbeDelay: 16,
  followDelay: 2,
  maxFollowDelay: 10,
  poll: 5,
  stopTimeout: 2000,
};

export interface Counted {
  sent: number;
  completed: number;
  failed: string[];
  parked: string[];
  line: string[];
}

/** Ends with an abort as the platform's does, also while the fake service holds a request back. */
const abortable =
  (send: typeof fetch): typeof fetch =>
  (input, init) =>
    new Promise((resolve, reject) => {
      init?.signal?.addEventListener("abort", () => reject(new DOMException("Aborted", "AbortError")));
      send(input, init).then(resolve, reject);
    });

/** These tests lose no power. */
const withoutSync = ({ file }: { file: string }) => inThisThread({ file, synchronous: "OFF" });

/** A spool, a fake service, and a forwarder between them, which starts with `start`. */
export const aForwarder = async (
  limits: Partial<ForwardLimits> = {},
  connectOptions: Partial<ConnectOptions> = {},
) => {
  const folder = await aFolder();
  const service = new RelayService();
  const logged: Logged = [];
  const counted: Counted = { sent: 0, completed: 0, failed: [], parked: [], line: [] };
  const open = () =>
    aSpool({ folder, limits: { bytes: 1024 ** 3, files: 5000, freeBytes: 0 }, openJournal: withoutSync });
  let spool = await open();
  let forwarder: Forwarder | undefined;
  onTestFinished(() => forwarder?.stop());

  const world = {
    folder,
    service,
    logged,
    counted,
    get spool(): Spool {
      return spool;
    },
    get forwarder(): Forwarder {
      if (!forwarder) throw new Error("The forwarder is not started.");
      return forwarder;
    },

    /** Accepts a file whose bytes are its name, or these. */
    async accept(file: Partial<IncomingFile> & { name: string }, bytes?: Uint8Array): Promise<Entry> {
      return spool.accept({ owner: "ana", type: "", ...file }, bodyOf(bytes ?? file.name));
    },

    start(more: { spool?: Spool } = {}): Forwarder {
      forwarder = startForwarder({
        spool: more.spool ?? spool,
        malote: connect({
          url: service.origin,
          token: "token",
          fetch: abortable((...request) => service.fetch(...request)),
          retries: 0,
          retryDelay: 0,
          ...connectOptions,
        }),
        log: logTo(logged),
        limits: { ...QUICK, ...limits },
        metrics: {
          sent: () => counted.sent++,
          completed: () => counted.completed++,
          failed: (code) => counted.failed.push(code),
          parked: (code) => counted.parked.push(code),
          line: (work, state) => counted.line.push(`${work} ${state}`),
        },
      });
      return forwarder;
    },

    /** Stops the forwarder and the spool, and opens the folder again. */
    async reopen(): Promise<void> {
      await forwarder?.stop();
      await spool.close();
      spool = await open();
    },

    async stateOf({ id }: Entry): Promise<EntryState | undefined> {
      return (await spool.get(id))?.state;
    },
    async reach(entry: Entry, state: EntryState): Promise<Entry> {
      await expect.poll(() => world.stateOf(entry), { interval: 2 }).toBe(state);
      const reached = await spool.get(entry.id);
      if (!reached) throw new Error("The entry is gone.");
      return reached;
    },
    /** Waits until so many files are in this state. */
    async count(state: EntryState, files: number): Promise<void> {
      await expect.poll(async () => (await spool.journal.counts())[state].files, { interval: 5 }).toBe(files);
    },
    hasCopy: ({ id }: Entry): boolean => existsSync(join(filesFolder(folder), id)),
    /** Stops. Then each of these entries is completed, once, and there is no other file, and no copy of them. */
    async expectOnce(entries: readonly Entry[]): Promise<void> {
      await forwarder?.stop();
      const states = await Promise.all(entries.map((entry) => world.stateOf(entry)));
      expect(states.filter((state) => state !== "completed")).toEqual([]);
      const names = [...service.files.values()].map(
        ({ body }) => `${body["on_behalf_of"]} ${body["file_name"]}`,
      );
      expect(names.toSorted()).toEqual(entries.map(({ owner, name }) => `${owner} ${name}`).toSorted());
      expect([...service.files.values()].filter(({ status }) => status !== "completed")).toEqual([]);
      expect(entries.filter((entry) => world.hasCopy(entry))).toEqual([]);
    },
  };
  return world;
};
