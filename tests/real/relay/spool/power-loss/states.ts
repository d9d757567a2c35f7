import { type Change, type DiskModel, DiskState } from "./disk-model.ts";

/** What a disk may hold after a power loss. */
export interface PossibleState {
  state: DiskState;
  /** Equal for states that are equal. */
  mark: string;
  how: string;
}

/** What happened to a change: done, lost, only its first bytes, or zeros in its place. */
type Fate = "done" | "lost" | "zeros" | number;

/** Disks write whole sectors. */
const SECTOR = 512;
const RANDOM_STATES = 6;

/**
 * The states that are looked at for the changes that are not durable: none of them done, all, each alone, all but each,
 * each write torn at a sector or leaving zeros, and random ones.
 */
export function* possibleStates(model: DiskModel, random: () => number): Generator<PossibleState, void> {
  const { pending } = model;
  const all = (fate: Fate) => pending.map(() => fate);
  const but = (fates: Fate[], index: number, fate: Fate) => fates.with(index, fate);
  const sector = ({ torn }: Change): Fate => {
    const sectors = Math.floor((torn?.length ?? 0) / SECTOR);
    return sectors < 1 ? "lost" : SECTOR * Math.floor(random() * (sectors + 1));
  };
  yield make(model, all("lost"), "all lost");
  yield make(model, all("done"), "all done");
  for (const [index, change] of pending.entries()) {
    yield make(model, but(all("lost"), index, "done"), `change ${index} alone`);
    yield make(model, but(all("done"), index, "lost"), `all but change ${index}`);
    if (!change.torn) continue;
    yield make(model, but(all("done"), index, sector(change)), `change ${index} torn`);
    yield make(model, but(all("done"), index, "zeros"), `zeros for change ${index}`);
    const before = pending.map((_, other): Fate => (other < index ? "done" : "lost"));
    yield make(model, but(before, index, sector(change)), `change ${index} torn, the later ones lost`);
  }
  if (pending.length < 3) return;
  for (let number = 0; number < RANDOM_STATES; number += 1) {
    const fates = pending.map((change): Fate => {
      const chance = random();
      if (chance < 0.45) return "done";
      if (chance < 0.85 || !change.torn) return "lost";
      return chance < 0.92 ? "zeros" : sector(change);
    });
    yield make(model, fates, `random: ${fates.join(" ")}`);
  }
}

function make(model: DiskModel, fates: Fate[], how: string): PossibleState {
  const state = new DiskState(model.durable);
  let [a, b] = model.mark;
  for (const [index, change] of model.pending.entries()) {
    const fate = fates[index];
    if (fate === "lost" || fate === undefined) continue;
    a ^= change.mark[0];
    b ^= change.mark[1];
    if (fate === "done") change.apply(state);
    else if (fate === "zeros") change.zeros?.(state);
    else change.torn?.apply(state, fate);
    if (fate !== "done") a ^= fate === "zeros" ? 1 : 2 + fate;
  }
  return { state, mark: `${a} ${b}`, how };
}
