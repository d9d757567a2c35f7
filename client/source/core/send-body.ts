import { MaloteError } from "../errors/malote-error.ts";
import type { SendRequest } from "../types/source.ts";
import { checkResponse } from "./check-response.ts";
import type { Internals } from "./internals.ts";

/**
 * One request with bytes to S3, on one of the connections that all uploads share.
 * @throws StorageError if S3 refused the bytes; MaloteError `network` or `stalled`; Aborted
 */
export const sendBody = async (
  { pool, send, stallTimeout, minSpeed }: Internals,
  request: Pick<SendRequest, "method" | "url" | "headers" | "body" | "signal" | "onSent">,
): Promise<void> => {
  const release = await pool.acquire(request.signal);
  let sent = 0;
  try {
    const response = await send({
      ...request,
      stallTimeout,
      minSpeed,
      onSent: (bytes) => {
        pool.sent(bytes - sent);
        sent = bytes;
        request.onSent(bytes);
      },
    });
    checkResponse(response, pool);
  } catch (error) {
    if (error instanceof MaloteError && error.code === "stalled") pool.congested();
    throw error;
  } finally {
    release();
  }
};
