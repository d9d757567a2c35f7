import type { Malote } from "../types/connection.ts";
import type { OperationsView } from "../types/service.ts";
import { checkOptions } from "../utils/options.ts";
import { call } from "./call.ts";
import { internalsOf } from "./internals.ts";

export interface OperationsOptions {
  /** Ends the call with `Aborted`. Default: none. */
  signal?: AbortSignal;
}

/**
 * The number of files in each status that is not final, and the oldest of them. For members of the group `operators`.
 * @throws ServiceError `forbidden`
 */
export const operations = async (
  malote: Malote,
  options: OperationsOptions = {},
): Promise<OperationsView> => {
  checkOptions("operations", options, ["signal"]);
  const request = { route: "GET /operations", signal: options.signal };
  return (await call<OperationsView>(internalsOf(malote), request)).body;
};
