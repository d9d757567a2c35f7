import type { InFlight } from "../spool/index.ts";
import type { Entry } from "../types/entry.ts";
import { LARGE } from "./limits.ts";

/** An entry that is being sent. */
export interface Sending {
  entry: Entry;
  large: boolean;
  since: number;
  /** Aborted when the forwarder stops, or the entry gives way to another. */
  abort: AbortController;
}

export const isLarge = ({ size = 0 }: Entry): boolean => size >= LARGE;

/**
 * The entries that the forwarder has taken from the journal: those that are being sent, and large ones that wait for a
 * place, so that small files behind them are found.
 */
export class Claims {
  readonly sending = new Map<string, Sending>();
  readonly #held = new Map<string, Entry>();
  readonly #mostHeld: number;

  constructor(mostHeld: number) {
    this.#mostHeld = mostHeld;
  }

  all(): InFlight[] {
    const sent = [...this.sending.values()].map(({ entry }) => entry);
    return [...sent, ...this.#held.values()].map(({ id, owner }) => ({ id, owner }));
  }

  count(large: boolean): number {
    return [...this.sending.values()].filter((each) => each.large === large).length;
  }

  /** Keeps a large entry for the next place. If there is no room, the owner with the most entries loses one, or this one is left. @returns whether it is kept */
  hold(entry: Entry): boolean {
    if (this.#held.size >= this.#mostHeld) {
      const last = [...this.#held.values()].toReversed();
      const most = last.reduce((a, b) => (this.#heldOf(b.owner) > this.#heldOf(a.owner) ? b : a));
      if (this.#heldOf(most.owner) <= this.#heldOf(entry.owner) + 1) return false;
      this.#held.delete(most.id);
    }
    this.#held.set(entry.id, entry);
    return true;
  }

  /** The large entry whose owner has the fewest places, the oldest first. */
  nextHeld(): Entry | undefined {
    const [first, ...others] = this.#held.values();
    if (!first) return undefined;
    return others.reduce((a, b) => (this.#placesOf(b.owner) < this.#placesOf(a.owner) ? b : a), first);
  }

  /** The entry is sent now, or it is not waiting any more. */
  unhold(id: string): void {
    this.#held.delete(id);
  }

  /** Nothing is held any more. What was is read from the journal again. */
  unholdAll(): void {
    this.#held.clear();
  }

  /**
   * The large send that should give way to an owner who waits without a place: one of an owner with several places, or one
   * that has had its turn. Undefined if nobody waits in that way, or one gives way already.
   */
  toGiveWay(now: number, turn: number): Sending | undefined {
    const next = this.nextHeld();
    if (!next || this.#placesOf(next.owner) > 0) return undefined;
    const large = [...this.sending.values()].filter((each) => each.large);
    if (large.some(({ abort }) => abort.signal.aborted)) return undefined;
    const youngest = large.toReversed().find(({ entry }) => this.#placesOf(entry.owner) > 1);
    return youngest ?? large.find(({ since }) => now - since >= turn);
  }

  #placesOf(owner: string): number {
    return [...this.sending.values()].filter((each) => each.large && each.entry.owner === owner).length;
  }

  #heldOf(owner: string): number {
    return [...this.#held.values()].filter((each) => each.owner === owner).length;
  }
}
