/**
 * The result of `work`, or the signal's reason as soon as it aborts. `work` goes on then, so the caller ends what it uses.
 * @throws what `work` throws, or the reason
 */
export const unlessInterrupted = async <T>(signal: AbortSignal, work: Promise<T>): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const interrupt = () => reject(signal.reason);
  signal.addEventListener("abort", interrupt, { once: true });
  if (signal.aborted) interrupt();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
};
