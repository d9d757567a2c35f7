import { Aborted } from "../errors/aborted.ts";
import type { Send } from "../types/source.ts";
import { linked } from "../utils/linked.ts";
import { retryAfterOf } from "../utils/retry-after.ts";
import { connectionLost, stalled } from "./send-faults.ts";
import { blobOf } from "./slices.ts";

/** Bytes per second that an attempt needs at least, because its progress cannot be watched. */
const SLOWEST = 16 * 1024;

/**
 * Sends bytes with fetch, where there is no XMLHttpRequest (service workers, Node.js without `malote/node`), or with the
 * caller's own fetch. The bytes are reported only when all of them have left.
 */
export const sendByFetch =
  (fetch: typeof globalThis.fetch): Send =>
  async ({ method, url, headers, body, signal, onSent, stallTimeout, minSpeed }) => {
    let fault = connectionLost;
    const limit = 2 * stallTimeout + (body.size / Math.max(minSpeed, SLOWEST)) * 1000;
    const { controller, unlink } = linked(signal, limit, () => {
      fault = stalled;
    });
    try {
      const response = await fetch(url, {
        method,
        headers,
        body: await blobOf(body),
        signal: controller.signal,
      });
      const text = await response.text();
      onSent(body.size);
      const retryAfter = retryAfterOf(response.headers);
      return { status: response.status, text, ...(retryAfter !== undefined && { retryAfter }) };
    } catch {
      throw signal.aborted ? new Aborted() : fault();
    } finally {
      unlink();
    }
  };
