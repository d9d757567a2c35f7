/** Runs `work` for each item, `lanes` at once. An item is read only when a lane is free. The first error ends all lanes. */
export const inLanes = async <T>(
  items: AsyncIterable<T> | Iterable<T>,
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const queue = (async function* () {
    yield* items;
  })();
  const lane = async () => {
    for (let step = await queue.next(); !step.done; step = await queue.next()) await work(step.value);
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    await queue.return(undefined);
  }
};
