import { MaloteError } from "../errors/malote-error.ts";
import type { Malote } from "../types/connection.ts";
import type { Status, StatusView } from "../types/service.ts";
import { unharmed } from "../utils/unharmed.ts";
import { status } from "./status.ts";

/** Milliseconds before the first request for a file. Each wait is half as long again. */
const FIRST = 500;
/** Milliseconds between two requests, at most. */
const MOST = 5000;
/** Files in one request. */
const BATCH = 50;

/** A status that this version does not know is followed further. */
const FINAL: ReadonlySet<Status> = new Set(["completed", "error", "expired", "quarantined", "deleted"]);

interface Followed {
  last?: string;
  onStatus(view: StatusView): void;
  end(view?: StatusView): void;
  ended: Promise<StatusView | undefined>;
}

/** Asks for the status of all files together, one request for 50 of them, until each status is final. */
export class Follower {
  readonly #malote: Malote;
  readonly #onFault: (error: unknown) => void;
  readonly #files = new Map<string, Followed>();
  readonly #stop = new AbortController();
  #interval = FIRST;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = 0;
  #asking = false;

  constructor(malote: Malote, onFault: (error: unknown) => void) {
    this.#malote = malote;
    this.#onFault = onFault;
  }

  /** Resolves with the final status, or with undefined if the file is not followed any more. */
  follow(file_id: string, onStatus: (view: StatusView) => void): Promise<StatusView | undefined> {
    const known = this.#files.get(file_id);
    if (known) return known.ended;
    let end: Followed["end"] = () => {};
    const ended = new Promise<StatusView | undefined>((resolve) => {
      end = resolve;
    });
    this.#files.set(file_id, { onStatus, end, ended });
    this.#interval = FIRST;
    this.#plan();
    return ended;
  }

  forget(file_id: string): void {
    this.#files.get(file_id)?.end();
    this.#files.delete(file_id);
  }

  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
    for (const file_id of this.#files.keys()) this.forget(file_id);
  }

  /** A new file makes the next request sooner, never later. Many files wait longer, so that one request a wait is the mean. */
  #plan(): void {
    if (this.#asking || this.#files.size === 0 || this.#stop.signal.aborted) return;
    const due = Date.now() + this.#interval * Math.ceil(this.#files.size / BATCH);
    if (this.#timer !== undefined && this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => void this.#ask(), due - Date.now());
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    this.#asking = true;
    this.#interval = Math.min(MOST, this.#interval * 1.5);
    try {
      const ids = [...this.#files.keys()];
      for (const one of await status(this.#malote, ids, { signal: this.#stop.signal })) {
        // A file that is not found is no error of the others.
        if ("problem" in one) this.forget(one.file_id);
        else this.#take(one);
      }
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#onFault(error);
      if (error instanceof MaloteError && error.retryable) this.#interval = MOST;
      else for (const file_id of this.#files.keys()) this.forget(file_id);
    } finally {
      this.#asking = false;
      this.#plan();
    }
  }

  #take(view: StatusView): void {
    const file = this.#files.get(view.file_id);
    if (!file) return;
    if (file.last !== view.updated_at + view.status) {
      file.last = view.updated_at + view.status;
      this.#interval = FIRST;
      unharmed(() => file.onStatus(view));
    }
    if (!FINAL.has(view.status)) return;
    this.#files.delete(view.file_id);
    file.end(view);
  }
}
