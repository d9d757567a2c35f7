import { Aborted } from "../errors/aborted.ts";
import { MaloteError } from "../errors/malote-error.ts";
import { wait } from "../utils/wait.ts";

export interface RetryPolicy {
  retries: number;
  retryDelay: number;
  maxRetryDelay: number;
}

/** Milliseconds. After a longer Retry-After the caller decides, because it is a quota and no busy moment. */
const LONGEST_RETRY_AFTER = 60_000;

/** Errors after which everything was tried already. Whatever the call was a part of does not repeat it as often again. */
const tried = new WeakSet<MaloteError>();

/** Whether the same call may be repeated soon. */
export const isPassing = (error: unknown): error is MaloteError =>
  error instanceof MaloteError &&
  error.retryable &&
  !tried.has(error) &&
  (error.retryAfter ?? 0) * 1000 <= LONGEST_RETRY_AFTER;

/** Milliseconds before the repeat number `attempt` (from 0). Full jitter, so that many clients do not repeat together. */
export const backoff = (
  { retryDelay, maxRetryDelay }: RetryPolicy,
  attempt: number,
  retryAfter: number | undefined,
): number =>
  Math.max(Math.random() * Math.min(maxRetryDelay, retryDelay * 2 ** attempt), (retryAfter ?? 0) * 1000);

/**
 * Repeats `work` after retryable errors.
 * @throws the last error; Aborted as soon as `signal` is aborted
 */
export const retrying = async <T>(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  work: (attempt: number) => Promise<T>,
): Promise<T> => {
  for (let attempt = 0; ; attempt++) {
    if (signal?.aborted) throw new Aborted();
    try {
      return await work(attempt);
    } catch (error) {
      if (signal?.aborted) throw new Aborted();
      if (!isPassing(error)) throw error;
      if (attempt >= policy.retries) {
        tried.add(error);
        throw error;
      }
      await wait(backoff(policy, attempt, error.retryAfter), signal);
    }
  }
};
