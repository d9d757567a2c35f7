import { FileFailed } from "../errors/file-failed.ts";
import { MaloteError } from "../errors/malote-error.ts";
import type { Malote } from "../types/connection.ts";
import type { Status, StatusView } from "../types/service.ts";
import { checkNumber, checkOptions } from "../utils/options.ts";
import { wait } from "../utils/wait.ts";
import { call } from "./call.ts";
import { internalsOf } from "./internals.ts";

export interface WaitOptions {
  /** Default: none. */
  signal?: AbortSignal;
  /** Called with the first status, and with each change. */
  onStatus?(file: StatusView): void;
  /** Milliseconds after which waiting ends with the error `wait-timeout`. Default: none. */
  timeout?: number;
  /** Milliseconds between two requests: the first time, and at most. Each wait is half as long again. Default: 250 and 5,000. */
  interval?: number;
  maxInterval?: number;
}

/** From these a file is not completed by waiting. A status that this version does not know is waited for. */
const ENDS: ReadonlySet<Status> = new Set(["error", "expired", "quarantined", "deleted"]);

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
  const { signal, onStatus, timeout = Number.POSITIVE_INFINITY } = options;
  const most = checkNumber("maxInterval", options.maxInterval ?? 5000, 0);
  let interval = checkNumber("interval", options.interval ?? 250, 0);
  const until = performance.now() + timeout;
  let etag = "";
  let last: StatusView | undefined;
  for (;;) {
    const { status, body, headers } = await call<StatusView>(internalsOf(malote), {
      route: "GET /consult-status",
      suffix: `?file_id=${encodeURIComponent(file_id)}`,
      signal,
      accept: [304],
      ...(etag && { headers: { "If-None-Match": etag } }),
    });
    if (status !== 304) {
      etag = headers.get("ETag") ?? "";
      if (body.status !== last?.status) {
        onStatus?.(body);
        interval = Math.min(interval, options.interval ?? 250);
      }
      last = body;
      if (body.status === "completed") return body;
      if (ENDS.has(body.status)) throw new FileFailed(body);
    }
    if (performance.now() + interval > until) {
      throw new MaloteError("wait-timeout", `The file is still ${last?.status}. Wait again, or look later.`, {
        retryable: true,
      });
    }
    // A little jitter, so that the pages of many users do not request together.
    await wait(interval * (0.75 + Math.random() / 2), signal);
    interval = Math.min(most, interval * 1.5);
  }
};
