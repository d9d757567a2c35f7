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
}

/**
 * Deletes a file. Its upload, if it is under way, ends with its parts.
 * @throws ServiceError `file-not-found` if there is no such file
 */
export const remove = async (malote: Malote, file_id: string, options: RemoveOptions = {}): Promise<void> => {
  checkOptions("remove", options, ["signal", "reason"]);
  const { reason, signal } = options;
  const query = reason === undefined ? "" : `?reason=${encodeURIComponent(reason)}`;
  await removeFile(internalsOf(malote), `${encodeURIComponent(file_id)}${query}`, { signal });
};

interface Removal {
  signal?: AbortSignal | undefined;
  retries?: number;
  /** Whether a file that is not found is gone. Default: if an attempt failed before, which may have deleted it. */
  isGone?: boolean;
}

/** @param file an id, as it stands in a URL */
export const removeFile = async (malote: Internals, file: string, removal: Removal = {}): Promise<void> => {
  const { isGone, ...more } = removal;
  const route = "DELETE /files";
  const { status, repeats, body } = await call<Partial<Problem>>(malote, {
    route,
    suffix: `/${file}`,
    accept: [404],
    ...more,
  });
  // Another server may respond 404, too.
  const notFound = body.code === "file-not-found" && (isGone ?? repeats > 0);
  if (status === 404 && !notFound) throw new ServiceError(route, status, body);
};
