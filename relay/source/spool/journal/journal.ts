import { randomUUID } from "node:crypto";
import type { Entry, EntryState } from "../../types/entry.ts";
import type { InFlight } from "./operations/due.ts";
import type { Reason } from "./operations/forwarding.ts";
import type { Filter, Tally } from "./operations/reports.ts";
import type { JournalQueue } from "./queue.ts";
import { entryOf, type Row } from "./row.ts";

/**
 * The forwarder's, the status page's and the commands' view of the journal. What changes an entry is durable when it
 * resolves, and resolves to false if the entry is in no state for it. Everything may throw a Problem 503.
 */
export interface Journal {
  /**
   * Waiting entries whose time has come, without those in flight. Owners take turns, those with the fewest entries in
   * flight first; the oldest entry of an owner is first.
   */
  due(now: number, limit: number, inFlight?: readonly InFlight[]): Promise<Entry[]>;
  /** When the next delayed entry is due, or the next sent one is to be followed. */
  nextAt(): Promise<number | undefined>;
  /** The service's id of a file that is not sent yet. */
  announced(id: string, fileId: string): Promise<boolean>;
  /** `waiting` → `sent`. */
  sent(id: string, fileId: string, nextAt?: number): Promise<boolean>;
  /** Sent entries whose status should be read, the longest overdue first. */
  following(now: number, limit: number): Promise<Entry[]>;
  /** Reads the status of these sent entries again at this time. */
  postpone(ids: readonly string[], nextAt: number): Promise<void>;
  /** One more failed attempt. A sent entry waits again. */
  failed(id: string, reason: Omit<Reason, "at">, nextAt: number): Promise<boolean>;
  /** Not sent any more until somebody retries it. */
  park(id: string, reason: Omit<Reason, "at">): Promise<boolean>;
  /**
   * `parked` → `waiting`. With `freshKey` it is announced to the service as a new file: needed if the service refused
   * the file that it knows under the old key.
   */
  retry(id: string, options?: { freshKey?: boolean }): Promise<boolean>;
  /** @returns how many */
  retryAll(options?: { freshKey?: boolean }): Promise<number>;
  /** Forgets a parked entry, and its idempotency key with it. Its copy is deleted afterwards. */
  remove(id: string): Promise<boolean>;
  get(id: string): Promise<Entry | undefined>;
  counts(): Promise<Record<EntryState, Tally>>;
  /** The entry of this state that was accepted first. */
  oldest(state?: EntryState): Promise<Entry | undefined>;
  /** In the order of acceptance. `after` is the id of the last entry of the page before. */
  list(filter: Filter): Promise<Entry[]>;
  /** The same, with the position of the next page if there may be one. */
  page(filter: Filter): Promise<{ entries: Entry[]; next?: number }>;
}

/** Entries that are retried in one transaction. */
const PAGE = 500;

export function journalOf(queue: JournalQueue, now: () => number): Journal {
  const entries = (rows: Row[]) => rows.map(entryOf);
  const retry = (id: string, freshKey = false) => queue.run("retry", id, freshKey ? randomUUID() : null);
  return {
    due: async (time, limit, inFlight = []) => entries(await queue.run("due", time, limit, inFlight)),
    nextAt: () => queue.run("nextAt"),
    announced: (id, fileId) => queue.run("announced", id, fileId),
    sent: (id, fileId, nextAt = 0) => queue.run("sent", id, fileId, now(), nextAt),
    following: async (time, limit) => entries(await queue.run("following", time, limit)),
    postpone: (ids, nextAt) => queue.run("postpone", ids, nextAt),
    failed: (id, reason, nextAt) => queue.run("failed", id, { ...reason, at: now() }, nextAt),
    park: (id, reason) => queue.run("park", id, { ...reason, at: now() }),
    retry: (id, { freshKey } = {}) => retry(id, freshKey),
    retryAll: async ({ freshKey } = {}) => {
      if (!freshKey) return queue.run("retryAll");
      let retried = 0;
      for (;;) {
        const page = await queue.run("list", { state: "parked", limit: PAGE });
        if (page.length === 0) return retried;
        const done = await Promise.all(page.map(({ id }) => retry(id, true)));
        retried += done.filter(Boolean).length;
      }
    },
    remove: (id) => queue.run("remove", id),
    get: async (id) => {
      const row = await queue.run("get", id);
      return row && entryOf(row);
    },
    counts: async () => {
      const { arriving, ...tally } = (await queue.run("tally")) as Record<EntryState | "arriving", Tally>;
      const { waiting } = tally;
      return {
        ...tally,
        waiting: { files: waiting.files + arriving.files, bytes: waiting.bytes + arriving.bytes },
      };
    },
    oldest: async (state = "waiting") => {
      const row = await queue.run("oldest", state);
      return row && entryOf(row);
    },
    list: async (filter) => entries(await queue.run("list", filter)),
    page: async (filter) => {
      const rows = await queue.run("list", filter);
      const last = rows.length < filter.limit ? undefined : rows.at(-1);
      return { entries: entries(rows), ...(last && { next: last.seq }) };
    },
  };
}
