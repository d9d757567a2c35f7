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

/** Entries that are held at the most, beside those that are sent. */
const MOST_HELD = { large: 16, small: 4 };

/**
 * The entries that the forwarder has taken from the journal: those that are being sent, and some that are held until there
 * is a place for their size. So small files behind large ones are found, and large ones behind small ones; and an owner
 * whose turn it was gets the next place.
 */
export class Claims {
  readonly sending = new Map<string, Sending>();
  readonly #held = new Map<string, Entry>();

  all(): InFlight[] {
    const sent = [...this.sending.values()].map(({ entry }) => entry);
    return [...sent, ...this.#held.values()].map(({ id, owner }) => ({ id, owner }));
  }

  count(large: boolean): number {
    return [...this.sending.values()].filter((each) => each.large === large).length;
  }

  /** How many small entries can still be held. If one more is found, its owner would lose a turn. */
  get room(): number {
    return MOST_HELD.small - this.#heldOf(false).length;
  }

  /** Keeps an entry for the next place. If there is no room, the owner with the most entries loses one, or this one is left. @returns whether it is kept */
  hold(entry: Entry): boolean {
    const large = isLarge(entry);
    const held = this.#heldOf(large);
    if (held.length >= MOST_HELD[large ? "large" : "small"]) {
      const of = (owner: string) => held.filter((each) => each.owner === owner).length;
      const most = held.toReversed().reduce((a, b) => (of(b.owner) > of(a.owner) ? b : a));
      if (of(most.owner) <= of(entry.owner) + 1) return false;
      this.#held.delete(most.id);
    }
    this.#held.set(entry.id, entry);
    return true;
  }

  /** The held entry of this size whose owner has the fewest places for it, the first of those. */
  nextHeld(large: boolean): Entry | undefined {
    const [first, ...others] = this.#heldOf(large);
    if (!first) return undefined;
    const places = ({ owner }: Entry) => this.#placesOf(owner, large);
    return others.reduce((a, b) => (places(b) < places(a) ? b : a), first);
  }

  /** The entry is sent now. */
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
    const next = this.nextHeld(true);
    if (!next || this.#placesOf(next.owner, true) > 0) return undefined;
    const large = [...this.sending.values()].filter((each) => each.large);
    if (large.some(({ abort }) => abort.signal.aborted)) return undefined;
    const youngest = large.toReversed().find(({ entry }) => this.#placesOf(entry.owner, true) > 1);
    return youngest ?? large.find(({ since }) => now - since >= turn);
  }

  #placesOf(owner: string, large: boolean): number {
    return [...this.sending.values()].filter((each) => each.large === large && each.entry.owner === owner)
      .length;
  }

  #heldOf(large: boolean): Entry[] {
    return [...this.#held.values()].filter((each) => isLarge(each) === large);
  }
}
