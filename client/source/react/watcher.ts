import { get } from "../core/get.ts";
import { type StatusProblem, status } from "../core/status.ts";
import { isFinal } from "../core/wait-for.ts";
import { ServiceError } from "../errors/service-error.ts";
import type { Malote } from "../types/connection.ts";
import type { StatusView } from "../types/service.ts";
import type { FileState } from "./file-state.ts";

/** One file that a component observes. */
export interface Watched {
  readonly file_id: string;
  readonly isRecord: boolean;
  /** Milliseconds between the last two requests. */
  interval: number;
  /** When it is requested next. Infinity while it is requested, and once it is final. */
  due: number;
  /** When it was requested last. */
  asked: number;
  /** The last request. A response to an earlier one is ignored. */
  turn: unknown;
  state(): FileState;
  set(changes: Partial<FileState>): void;
}

export interface Watcher {
  add(watched: Watched): void;
  delete(watched: Watched): void;
  /** Sets the timer after a change of a `due`. */
  plan(): void;
}

/** Milliseconds before the second request, and between two requests at most. Each wait is half as long again. */
const FIRST = 250;
const MOST = 5000;
const EVENTS = ["focus", "online", "visibilitychange"];

const watchers = new WeakMap<Malote, Watcher>();

/** The watcher of a connection. All components share it, and so their requests. */
export const watcherOf = (malote: Malote): Watcher => {
  const watcher = watchers.get(malote) ?? watch(malote);
  watchers.set(malote, watcher);
  return watcher;
};

const watch = (malote: Malote): Watcher => {
  const all = new Set<Watched>();
  let controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const plan = () => {
    clearTimeout(timer);
    const next = Math.min(...[...all].map(({ due }) => due));
    if (next < Infinity && !globalThis.document?.hidden)
      timer = setTimeout(ask, Math.max(0, next - Date.now()));
  };

  const ask = () => {
    const now = Date.now();
    // What is due soon goes along.
    const due = [...all].filter((one) => one.due <= now + one.interval / 2);
    for (const one of due) Object.assign(one, { due: Infinity, asked: now, turn: due });
    const { signal } = controller;
    const request = async (some: Watched[]): Promise<void> => {
      const found = await read(malote, some, signal).catch((error: Error) => error);
      if (signal.aborted) return;
      // An id that no file can have makes the service refuse the whole list.
      if ("status" in found && found.status === 400 && some.length > 1) {
        for (const one of some) request([one]);
        return;
      }
      for (const [at, one] of some.entries())
        if (one.turn === due) take(one, found instanceof Error ? found : found[at]);
      plan();
    };
    request(due.filter((one) => !one.isRecord));
    for (const one of due) if (one.isRecord) request([one]);
  };

  const wake = () => {
    // The focus changes often, and comes together with the visibility.
    const before = Date.now() - MOST;
    for (const one of all) if (one.asked < before) one.due = 0;
    plan();
  };

  return {
    plan,
    add: (watched) => {
      const { signal } = controller;
      if (all.size === 0) for (const event of EVENTS) globalThis.addEventListener?.(event, wake, { signal });
      all.add(watched);
      watched.due = 0;
      plan();
    },
    delete: (watched) => {
      all.delete(watched);
      if (all.size > 0) return;
      clearTimeout(timer);
      controller.abort();
      controller = new AbortController();
    },
  };
};

type Found = StatusView | StatusProblem | Error | undefined;

/** Records are read one by one. */
const read = async (malote: Malote, some: Watched[], signal: AbortSignal): Promise<Found[]> => {
  const ids = some.map(({ file_id }) => file_id);
  const [one] = some;
  return one?.isRecord ? [await get(malote, one.file_id, { signal })] : status(malote, ids, { signal });
};

const take = (one: Watched, found: Found): void => {
  const { file, error, isLoading } = one.state();
  if (!found || found instanceof Error || "problem" in found) {
    const reason = found instanceof Error ? found : new ServiceError(ROUTE, 404, found?.problem ?? {});
    const { status, retryable } = reason as Partial<ServiceError>;
    one.set({ file: status === 404 ? undefined : file, error: reason, isLoading: false });
    if (retryable) one.due = Date.now() + MOST;
    return;
  }
  // While a file is on its way, its status is all that changes.
  const isSame = file?.status === found.status;
  if (!isSame || one.isRecord || error || isLoading)
    one.set({ file: found, error: undefined, isLoading: false });
  one.interval = isSame ? Math.min(MOST, one.interval * 1.5) : FIRST;
  // A little jitter, so that the pages of many users do not request together.
  if (!isFinal(found.status)) one.due = Date.now() + one.interval * (0.75 + Math.random() / 2);
};

const ROUTE = "GET /consult-status";
