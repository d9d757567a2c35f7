import { type StatusProblem, type StatusView, status } from "malote/node";
import type { Entry } from "../types/entry.ts";
import { judgeStatus } from "./judge-status.ts";
import { Line } from "./line.ts";
import type { Reason } from "./outcome.ts";
import type { ForwardParts } from "./parts.ts";
import { reasonOf, verdictOf } from "./verdict.ts";
import { Waker } from "./waker.ts";

/** The most files whose status one request returns. */
const BATCH = 50;

/** Follows what is `sent` until the service has completed it. Only then the copy on this disk is deleted. */
export class Follower {
  readonly #parts: ForwardParts;
  readonly #line: Line;
  readonly #waker: Waker;
  readonly #ended = new AbortController();
  readonly #onReached: () => void;
  /** Since when these entries' files have been in `error`. */
  readonly #inError = new Map<string, number>();

  /** @param onReached the service responded although sending counts it as not reachable */
  constructor(parts: ForwardParts, onReached: () => void) {
    this.#parts = parts;
    this.#onReached = onReached;
    this.#waker = new Waker(parts.clock);
    const { probeDelay, maxProbeDelay } = parts.limits;
    this.#line = new Line({
      now: () => parts.clock.now(),
      random: parts.random,
      log: parts.log,
      work: "follow",
      failures: 1,
      delay: probeDelay,
      most: maxProbeDelay,
      onChange: (state) => parts.metrics.line("follow", state),
    });
  }

  /** Something was sent. */
  nudge(): void {
    this.#waker.wake();
  }

  async run(): Promise<void> {
    const { log, limits } = this.#parts;
    while (!this.#ended.signal.aborted) {
      const more = await this.#round().catch((error: unknown) => {
        log.error({ err: error }, "The forwarder cannot follow the files that it has sent. It tries again.");
        return false;
      });
      if (!more && !this.#ended.signal.aborted) await this.#waker.wait(limits.poll);
    }
  }

  stop(): void {
    this.#ended.abort();
    this.#waker.wake();
  }

  /** Reads the statuses of a batch. @returns whether there may be more of them */
  async #round(): Promise<boolean> {
    const { spool, clock, malote } = this.#parts;
    if (!this.#line.isUp && !this.#line.mayProbe) return false;
    const entries = await spool.journal.following(clock.now(), BATCH);
    if (entries.length === 0 || this.#ended.signal.aborted) return false;
    this.#line.probe();
    let views: (StatusView | StatusProblem)[];
    try {
      const ids = entries.map(({ fileId = "" }) => fileId);
      views = await status(malote, ids, { signal: this.#ended.signal });
    } catch (error) {
      this.#failed(error);
      return false;
    }
    const wasDown = !this.#line.isUp;
    this.#line.succeeded();
    if (wasDown) this.#onReached();
    // The views are in the order of the ids. A response that is shorter leaves the rest for the next round.
    await Promise.all(entries.map((entry, index) => this.#judge(entry, views[index])));
    return entries.length === BATCH;
  }

  #failed(error: unknown): void {
    if (this.#ended.signal.aborted) {
      this.#line.release();
      return;
    }
    const outcome = verdictOf(error);
    const isLine = outcome.kind === "line";
    // Statuses are no file's fault: whatever it is, the same request is repeated later.
    this.#line.failed(isLine ? outcome : { reason: reasonOf(error) });
  }

  async #judge(entry: Entry, view: StatusView | StatusProblem | undefined): Promise<void> {
    const { clock, limits } = this.#parts;
    const now = clock.now();
    const isPatienceOver = this.#errorFor(entry, view, now) >= limits.patience;
    const judgement = view ? judgeStatus(entry, view, { isPatienceOver }) : { kind: "wait" as const };
    if (judgement.kind !== "wait") this.#inError.delete(entry.id);
    switch (judgement.kind) {
      case "completed":
        return this.#complete(entry);
      case "park":
        return this.#park(entry, judgement.reason);
      case "again":
        return this.#again(entry, judgement.reason, judgement.limited);
      case "wait":
        return this.#wait(entry, now);
    }
  }

  /** Milliseconds for which the file has been in `error`, as far as this process has seen. */
  #errorFor({ id }: Entry, view: StatusView | StatusProblem | undefined, now: number): number {
    if (!view || "problem" in view || view.status !== "error") {
      this.#inError.delete(id);
      return 0;
    }
    const since = this.#inError.get(id) ?? now;
    this.#inError.set(id, since);
    return now - since;
  }

  async #complete(entry: Entry): Promise<void> {
    const { spool, clock, metrics, strikes } = this.#parts;
    await spool.complete(entry.id);
    strikes.forget(entry.id);
    metrics.completed(entry.size ?? 0, clock.now() - entry.acceptedAt);
  }

  async #park(entry: Entry, reason: Reason): Promise<void> {
    const { spool, log, metrics, strikes } = this.#parts;
    strikes.forget(entry.id);
    if (!(await spool.journal.park(entry.id, reason))) return;
    metrics.parked(reason.code);
    log.warn(
      { id: entry.id, fileId: entry.fileId, ...reason },
      "A file is parked. See malote-relay list --state parked.",
    );
  }

  /** The entry is announced again under its key. */
  async #again(entry: Entry, reason: Reason, limited: boolean): Promise<void> {
    const { spool, clock, metrics, limits, strikes, random } = this.#parts;
    if (limited && strikes.isLast(entry.id)) return this.#park(entry, reason);
    await spool.journal.failed(entry.id, reason, clock.now() + Math.round(random() * limits.retryDelay));
    metrics.failed(reason.code);
    this.#onReached();
  }

  async #wait(entry: Entry, now: number): Promise<void> {
    const { spool, limits, random } = this.#parts;
    const since = (now - (entry.sentAt ?? now)) / 2;
    const delay = Math.min(limits.maxFollowDelay, Math.max(limits.followDelay, since));
    await spool.journal.postpone([entry.id], now + Math.round(delay * (0.75 + random() / 2)));
  }
}
