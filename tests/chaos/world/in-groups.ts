/** Runs `work` for `size` items at a time. Returns the results in the order of the items. */
export const inGroups = async <T, R>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> => {
  const done: R[] = [];
  for (let i = 0; i < items.length; i += size)
    done.push(...(await Promise.all(items.slice(i, i + size).map(work))));
  return done;
};
