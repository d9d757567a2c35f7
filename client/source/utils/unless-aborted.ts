import { Aborted } from "../errors/aborted.ts";

/** The promise, or Aborted as soon as `signal` is aborted: for work that no signal ends, such as the read of a stream. */
export const unlessAborted = async <T>(work: T | Promise<T>, signal?: AbortSignal): Promise<T> => {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new Aborted());
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
};
