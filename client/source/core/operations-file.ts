import type { Malote } from "../types/connection.ts";
import type { OperatorFileView } from "../types/service.ts";
import { checkOptions } from "../utils/options.ts";
import { call } from "./call.ts";
import { internalsOf } from "./internals.ts";
import type { OperationsOptions } from "./operations.ts";

/**
 * The record of the file of any owner, with the cause of an error, and the statuses that an operator may set now
 * (`allowed`). For members of the group `operators`. A deleted file is `deleted` here for 30 days.
 * @throws ServiceError `forbidden` or `file-not-found`
 */
export const operationsFile = async (
  malote: Malote,
  file_id: string,
  options: OperationsOptions = {},
): Promise<OperatorFileView> => {
  checkOptions("operationsFile", options, ["signal"]);
  const { body } = await call<OperatorFileView>(internalsOf(malote), {
    route: "GET /operations/files",
    suffix: `/${encodeURIComponent(file_id)}`,
    signal: options.signal,
  });
  return body;
};
