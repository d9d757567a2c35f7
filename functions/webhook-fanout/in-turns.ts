/** Runs `work` for each item, for at most `atOnce` of them at the same time. */
export const inTurns = async <Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const rest = items.values();
  const one = async (): Promise<void> => {
    // All of them take from the same iterator.
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
};
