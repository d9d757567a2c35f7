import type { Entry } from "../types/entry.ts";
import { backoff } from "./backoff.ts";
import { Claims, isLarge, type Sending } from "./claims.ts";
import { Copies } from "./copy.ts";
import { Line } from "./line.ts";
import type { Outcome, Reason } from "./outcome.ts";
import type { ForwardParts } from "./parts.ts";
import { sendEntry } from "./send-entry.ts";
import { Waker } from "./waker.ts";

/** Sends what is `waiting`: owners take turns, each owner's oldest entry is first. */
export class Sender {
  readonly line: Line;
  readonly #parts: ForwardParts;
  readonly #claims = new Claims();
  readonly #copies: Copies;
  readonly #waker: Waker;
  readonly #ends = new Set<Promise<void>>();
  readonly #onSent: () => void;
  #stopping = false;

  constructor(parts: ForwardParts, onSent: () => void) {
    this.#parts = parts;
    this.#onSent = onSent;
    this.#copies = new Copies((entry) => parts.spool.pathOf(entry));
    this.#waker = new Waker(parts.clock);
    const { failures, probeDelay, maxProbeDelay } = parts.limits;
    this.line = new Line({
      now: () => parts.clock.now(),
      random: parts.random,
      log: parts.log,
      work: "send",
      failures,
      delay: probeDelay,
      most: maxProbeDelay,
      onChange: (state) => parts.metrics.line("send", state),
    });
  }

  /** Something has arrived, or the service was reached. */
  nudge(): void {
    this.line.nudge();
    this.#waker.wake();
  }

  /** Resolves when it was stopped and nothing is sent any more. */
  async run(): Promise<void> {
    const { log, limits } = this.#parts;
    while (!this.#stopping) {
      await this.#fill().catch((error: unknown) => {
        log.error({ err: error }, "The forwarder cannot read the journal. It tries again.");
      });
      if (!this.#stopping) await this.#waker.wait(limits.poll);
    }
    await Promise.all(this.#ends);
  }

  /** No new sends. */
  stop(): void {
    this.#stopping = true;
    this.#waker.wake();
  }

  /** Ends the sends under way. What has arrived at the service stays there. */
  abort(): void {
    for (const { abort } of this.#claims.sending.values()) abort.abort();
  }

  async #fill(): Promise<void> {
    const { spool, clock, limits } = this.#parts;
    if (!this.line.isUp) {
      this.#claims.unholdAll();
      if (!this.line.mayProbe) return;
      const [probe] = await spool.journal.due(clock.now(), 1, this.#claims.all());
      if (!probe || this.#stopping || this.line.isUp) return;
      this.line.probe();
      this.#start(probe);
      return;
    }
    this.#startHeld();
    while (await this.#take()) {
      // Small files may be behind large ones.
    }
    this.#claims.toGiveWay(clock.now(), limits.turn)?.abort.abort();
  }

  #free(large: boolean): number {
    const { sends, largeSends } = this.#parts.limits;
    return Math.max(0, (large ? largeSends : sends) - this.#claims.count(large));
  }

  /** Takes what is due for the free places. @returns whether there may be more for them */
  async #take(): Promise<boolean> {
    const { spool, clock } = this.#parts;
    const claims = this.#claims;
    const room = this.#free(false) + claims.room;
    if (room === 0) return false;
    // Without a place, one entry more: it may belong to an owner for whom a large file should give way.
    const wanted = Math.min(room, Math.max(1, this.#free(false) + this.#free(true)));
    const due = await spool.journal.due(clock.now(), wanted, claims.all());
    if (this.#stopping || !this.line.isUp) return false;
    let kept = 0;
    for (const entry of due) {
      if (claims.hold(entry)) kept += 1;
      this.#startHeld();
    }
    return kept > 0 && this.#free(false) > 0;
  }

  #startHeld(): void {
    for (const large of [true, false]) {
      while (this.#free(large) > 0) {
        const next = this.#claims.nextHeld(large);
        if (!next) break;
        this.#start(next);
      }
    }
  }

  #start(entry: Entry): void {
    const { clock, log } = this.#parts;
    const sending: Sending = {
      entry,
      large: isLarge(entry),
      since: clock.now(),
      abort: new AbortController(),
    };
    this.#claims.unhold(entry.id);
    this.#claims.sending.set(entry.id, sending);
    const end = this.#send(entry, sending.abort.signal)
      .catch((error: unknown) => {
        // The entry waits as before. The same key is used again, so nothing is sent twice.
        log.error({ err: error, id: entry.id }, "The forwarder could not record what became of a file.");
      })
      .finally(() => {
        this.#claims.sending.delete(entry.id);
        this.#ends.delete(end);
        this.#waker.wake();
      });
    this.#ends.add(end);
  }

  async #send(entry: Entry, signal: AbortSignal): Promise<void> {
    const { malote, spool } = this.#parts;
    const isProbe = !this.line.isUp;
    const outcome = await sendEntry(
      {
        malote,
        copies: this.#copies,
        onAnnounced: ({ id }, fileId) => spool.journal.announced(id, fileId).catch(() => {}),
      },
      entry,
      signal,
    );
    this.#judgeLine(outcome, isProbe);
    await this.#record(entry, outcome);
  }

  #judgeLine(outcome: Outcome, isProbe: boolean): void {
    if (outcome.kind === "line") this.line.failed(outcome);
    else if (reachedService(outcome)) this.line.succeeded();
    else if (isProbe) this.line.release();
  }

  async #record(entry: Entry, outcome: Outcome): Promise<void> {
    const { spool, clock, metrics, limits, strikes } = this.#parts;
    const { journal } = spool;
    switch (outcome.kind) {
      case "released":
        return;
      case "sent": {
        this.#copies.forget(entry);
        if (!(await journal.sent(entry.id, outcome.fileId, clock.now() + limits.followDelay))) return;
        metrics.sent(entry.size ?? 0);
        this.#onSent();
        return;
      }
      case "park":
        return this.#park(entry, outcome.reason);
      case "renew":
        if (strikes.isLast(entry.id)) return this.#park(entry, outcome.reason);
        // A crash between the two leaves it to an operator.
        await journal.park(entry.id, outcome.reason);
        await journal.retry(entry.id, { freshKey: true });
        metrics.failed(outcome.reason.code);
        return;
      case "line":
        await journal.failed(entry.id, outcome.reason, clock.now() + this.#delayAfterLine(entry, outcome));
        metrics.failed(outcome.reason.code);
        return;
      case "again":
        if (outcome.limited && strikes.isLast(entry.id)) return this.#park(entry, outcome.reason);
        await journal.failed(entry.id, outcome.reason, clock.now() + this.#delay(entry, outcome.retryAfter));
        metrics.failed(outcome.reason.code);
    }
  }

  async #park(entry: Entry, reason: Reason): Promise<void> {
    const { spool, metrics, log, strikes } = this.#parts;
    this.#copies.forget(entry);
    strikes.forget(entry.id);
    if (!(await spool.journal.park(entry.id, reason))) return;
    metrics.parked(reason.code);
    log.warn({ id: entry.id, ...reason }, "A file is parked. See malote-relay list --state parked.");
  }

  /** While the line is down, an entry waits so long that another one is the next probe. After that it is sent at once. */
  #delayAfterLine(entry: Entry, { retryAfter }: { retryAfter?: number | undefined }): number {
    if (this.line.isUp) return this.#delay(entry, retryAfter);
    const { clock, limits } = this.#parts;
    return Math.max(0, this.line.probeAt - clock.now()) + limits.probeDelay;
  }

  #delay({ attempts }: Entry, retryAfter = 0): number {
    const { limits, random } = this.#parts;
    const { retryDelay: delay, maxRetryDelay: most } = limits;
    return Math.max(backoff(attempts + 1, { delay, most }, random), retryAfter * 1000);
  }
}

/** Whether the service has responded something that it meant for this entry. */
const reachedService = (outcome: Outcome): boolean =>
  outcome.kind === "sent" ||
  (outcome.kind === "again" && outcome.reached) ||
  (outcome.kind === "park" && !/^bytes-/.test(outcome.reason.code));
