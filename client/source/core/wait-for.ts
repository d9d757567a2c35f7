import { FileFailed } from "../errors/file-failed.ts";
import { MaloteError } from "../errors/malote-error.ts";
import type { Malote } from "../types/connection.ts";
import type { Status, StatusView } from "../types/service.ts";
import { linked } from "../utils/linked.ts";
import { checkNumber, checkOptions } from "../utils/options.ts";
import { unharmed } from "../utils/unharmed.ts";
import { wait } from "../utils/wait.ts";
import { call } from "./call.ts";
import { internalsOf } from "./internals.ts";

export interface WaitOptions {
  /** Ends waiting with `Aborted`. Default: none. */
  signal?: AbortSignal;
  /** Called with the first status, and with each change. Default: none. */
  onStatus?(file: StatusView): void;
  /**
   * Milliseconds after which waiting ends with the error `wait-timeout`, also while the network fails. Default: none.
   * Limit: 0 or more.
   */
  timeout?: number;
  /** Milliseconds before the second request. Each wait is half as long again. Default: 250. Limit: 10 or more. */
  interval?: number;
  /** Milliseconds between two requests, at most. Default: 5,000. Limit: 10 or more. */
  maxInterval?: number;
}

/** Milliseconds. Shorter intervals would only load the service. */
const MIN_INTERVAL = 10;

/** Milliseconds. A timer of the platform cannot be longer (24 days), and would end at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** From these a file is not completed by waiting. A status that this version does not know is waited for. */
const ENDS: ReadonlySet<Status> = new Set(["error", "expired", "quarantined", "deleted"]);

/** Whether waiting changes nothing any more. */
export const isFinal = (status: Status): boolean => status === "completed" || ENDS.has(status);

/**
 * Waits until a file is completed, and returns its status. Requests cost little: an unchanged status is a 304.
 * @throws FileFailed if the file ends as `error`, `expired` or `quarantined`; ServiceError `file-not-found` if it was
 * deleted; MaloteError `wait-timeout`
 */
export const waitFor = async (
  malote: Malote,
  file_id: string,
  options: WaitOptions = {},
): Promise<StatusView> => {
  checkOptions("waitFor", options, ["signal", "onStatus", "timeout", "interval", "maxInterval"]);
  const { onStatus } = options;
  const timeout = checkNumber("timeout", options.timeout ?? Infinity, 0, Infinity);
  const first = checkNumber("interval", options.interval ?? 250, MIN_INTERVAL);
  const most = checkNumber("maxInterval", options.maxInterval ?? 5000, MIN_INTERVAL);
  const internals = internalsOf(malote);
  const { signal, unlink } = linked(options.signal, timeout <= LONGEST_TIMER ? timeout : undefined);
  let interval = first;
  let etag = "";
  let last: StatusView | undefined;
  try {
    for (;;) {
      const { status, body, headers } = await call<StatusView>(internals, {
        route: "GET /consult-status",
        suffix: `?file_id=${encodeURIComponent(file_id)}`,
        signal,
        accept: [304],
        ...(etag && { headers: { "If-None-Match": etag } }),
      });
      if (status !== 304) {
        etag = headers.get("ETag") ?? "";
        if (body.status !== last?.status) {
          unharmed(() => onStatus?.(body));
          interval = Math.min(interval, first);
        }
        last = body;
        if (body.status === "completed") return body;
        if (ENDS.has(body.status)) throw new FileFailed(body);
      }
      // A little jitter, so that the pages of many users do not request together.
      await wait(interval * (0.75 + Math.random() / 2), signal);
      interval = Math.min(most, interval * 1.5);
    }
  } catch (error) {
    if (!signal.aborted || options.signal?.aborted) throw error;
    const found = last ? `is still ${last.status}` : "has no status yet, because there was no response";
    throw new MaloteError("wait-timeout", `The file ${found}. Wait again, or look later.`, {
      retryable: true,
    });
  } finally {
    unlink();
  }
};
