import { type Malote, MaloteError, remove } from "malote/node";

/** Milliseconds before the second attempt; each wait is twice as long, up to the longest. */
const FIRST = 1000;
const LONGEST = 10 * 60_000;
/** After so many attempts (about a day) the service has removed an unconfirmed file itself. */
const ATTEMPTS = 150;

/** Codes after which there is nothing to remove. */
const GONE = new Set(["file-not-found", "file-deleted"]);

/**
 * Removes the files of failed uploads from the service, again and again until it says that they are gone. A file may be left
 * behind only if this process ends before: then the service ends the upload after its lifetime.
 */
export class Leftovers {
  readonly #malote: Malote;
  readonly #pending = new Map<string, NodeJS.Timeout | undefined>();
  readonly #idle: (() => void)[] = [];
  readonly #onFailure: (fileId: string, error: unknown) => void;

  constructor(malote: Malote, onFailure: (fileId: string, error: unknown) => void = () => {}) {
    this.#malote = malote;
    this.#onFailure = onFailure;
  }

  get size(): number {
    return this.#pending.size;
  }

  add(fileId: string): void {
    if (!this.#pending.has(fileId)) void this.#attempt(fileId, 1);
  }

  async #attempt(fileId: string, attempt: number): Promise<void> {
    this.#pending.set(fileId, undefined);
    try {
      await remove(this.#malote, fileId);
    } catch (error) {
      if (!(error instanceof MaloteError && GONE.has(error.code)) && attempt < ATTEMPTS) {
        const wait = Math.min(LONGEST, FIRST * 2 ** (attempt - 1));
        const timer = setTimeout(() => this.#attempt(fileId, attempt + 1), wait);
        timer.unref();
        this.#pending.set(fileId, timer);
        if (attempt === 1) this.#onFailure(fileId, error);
        return;
      }
    }
    this.#pending.delete(fileId);
    if (this.#pending.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Resolves when nothing is left, or after `timeout` milliseconds. What waits is tried at once. */
  async settle(timeout: number): Promise<void> {
    for (const [fileId, timer] of this.#pending) {
      if (timer === undefined) continue;
      clearTimeout(timer);
      void this.#attempt(fileId, ATTEMPTS);
    }
    if (this.#pending.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeout);
      this.#idle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
