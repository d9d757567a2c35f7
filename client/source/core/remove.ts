import { ServiceError } from "../errors/service-error.ts";
import type { Malote } from "../types/connection.ts";
import type { Problem } from "../types/service.ts";
import { checkOptions } from "../utils/options.ts";
import { call } from "./call.ts";
import { type Internals, internalsOf } from "./internals.ts";

export interface RemoveOptions {
  /** Ends the call with `Aborted`. Default: none. */
  signal?: AbortSignal;
  /** A sentence for the history, from operators. Limit: 1,024 characters. Default: none. */
  reason?: string;
  /**
   * Lets the browser send the request also if the page is left, such as in a listener of `pagehide`. The response is then
   * lost. Default: false.
   */
  keepalive?: boolean;
}

/**
 * Deletes a file. Its upload, if it is under way, ends with its parts.
 * @throws ServiceError `file-not-found` if there is no such file
 */
export const remove = async (malote: Malote, file_id: string, options: RemoveOptions = {}): Promise<void> => {
  checkOptions("remove", options, ["signal", "reason", "keepalive"]);
  const { reason, signal, keepalive = false } = options;
  const query = reason === undefined ? "" : `?reason=${encodeURIComponent(reason)}`;
  await removeFile(internalsOf(malote), `${encodeURIComponent(file_id)}${query}`, {
    signal,
    init: { keepalive },
  });
};

interface Removal {
  signal?: AbortSignal | undefined;
  init?: RequestInit | undefined;
  retries?: number;
  /** Whether a file that is not found is gone. Default: if an attempt failed before, which may have deleted it. */
  isGone?: boolean;
}

/** @param file an id, as it stands in a URL */
export const removeFile = async (malote: Internals, file: string, removal: Removal = {}): Promise<void> => {
  const route = "DELETE /files";
  const { status, repeats, body } = await call<Partial<Problem>>(malote, {
    route,
    suffix: `/${file}`,
    accept: [404],
    ...removal,
  });
  // Another server may respond 404, too.
  const notFound = body.code === "file-not-found" && (removal.isGone ?? repeats > 0);
  if (status === 404 && !notFound) throw new ServiceError(route, status, body);
};
