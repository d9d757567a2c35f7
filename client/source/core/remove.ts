import { ServiceError } from "../errors/service-error.ts";
import type { Malote } from "../types/connection.ts";
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
  await removeFile(internalsOf(malote), file_id, options);
};

export const removeFile = async (
  malote: Internals,
  file_id: string,
  { signal, reason, retries }: RemoveOptions & { retries?: number } = {},
): Promise<void> => {
  const query = reason === undefined ? "" : `?reason=${encodeURIComponent(reason)}`;
  const { status, repeats, body } = await call<object>(malote, {
    route: "DELETE /files",
    suffix: `/${encodeURIComponent(file_id)}${query}`,
    signal,
    accept: [404],
    ...(retries !== undefined && { retries }),
  });
  // The response of an earlier attempt may have been lost: then the file is gone because of it.
  if (status === 404 && repeats === 0) throw new ServiceError("DELETE /files", status, body);
};
