import { MaloteError } from "../errors/malote-error.ts";
import type { SendRequest } from "../types/source.ts";
import { unlessAborted } from "../utils/unless-aborted.ts";
import { checkResponse } from "./check-response.ts";
import type { Internals } from "./internals.ts";

/**
 * One request with bytes to S3, on one of the connections that all uploads share. `prepare` is called when a connection is
 * free, because a signature may expire while it waits; it returns undefined if nothing is to be sent any more.
 * @throws StorageError if S3 refused the bytes; MaloteError `network` or `stalled`; Aborted; what `prepare` throws
 */
export const sendBody = async (
  { pool, send, stallTimeout, minSpeed }: Internals,
  signal: AbortSignal,
  onSent: (bytes: number) => void,
  prepare: () => Promise<Pick<SendRequest, "method" | "url" | "headers" | "body"> | undefined>,
): Promise<void> => {
  const release = await pool.acquire(signal);
  let sent = 0;
  try {
    const request = await unlessAborted(prepare(), signal);
    if (!request) return;
    const response = await send({
      ...request,
      signal,
      stallTimeout,
      minSpeed,
      onSent: (bytes) => {
        pool.sent(bytes - sent);
        sent = bytes;
        onSent(bytes);
      },
    });
    checkResponse(request.method, response, pool);
  } catch (error) {
    if (error instanceof MaloteError && error.code === "stalled") pool.congested();
    throw error;
  } finally {
    release();
  }
};
