/** Checks of crashes mostly wait for the disk, so a few run side by side. */
const LANES = 6;

/** Runs work on each item, a few at a time. The lanes are numbered from zero. Stops when `enough` says so. */
export async function inLanes<T>(
  items: Iterable<T>,
  work: (item: T, lane: number) => Promise<void>,
  enough: () => boolean = () => false,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const run = async (lane: number) => {
    for (let next = iterator.next(); !next.done && !enough(); next = iterator.next())
      await work(next.value, lane);
  };
  await Promise.all(Array.from({ length: LANES }, (_, lane) => run(lane)));
}
