import type { Malote } from "../types/connection.ts";
import type { SettableStatus, StatusView } from "../types/service.ts";
import { checkOptions } from "../utils/options.ts";
import { call } from "./call.ts";
import { internalsOf } from "./internals.ts";

export interface SetStatusOptions {
  /** A sentence that the owner reads. `quarantined` requires it. Limit: 1,024 characters. Default: none. */
  details?: string;
  /** Ends the call with `Aborted`. Default: none. */
  signal?: AbortSignal;
}

/**
 * Sets the status of the file of any owner. For members of the group `operators`. `uploaded` after `error` is a retry.
 * `operationsFile` returns what may be set now. `remove` deletes a file.
 * @throws ServiceError `forbidden`, `file-not-found`, `transition-not-allowed`, `file-in-move`, `bytes-not-found` or
 * `changed-meanwhile`
 */
export const setStatus = async (
  malote: Malote,
  file_id: string,
  status: SettableStatus,
  options: SetStatusOptions = {},
): Promise<StatusView> => {
  checkOptions("setStatus", options, ["details", "signal"]);
  const { details, signal } = options;
  const { body } = await call<StatusView>(internalsOf(malote), {
    route: "POST /update-status",
    body: { file_id, status, details },
    signal,
  });
  return body;
};
