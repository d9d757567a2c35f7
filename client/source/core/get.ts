import type { Malote } from "../types/connection.ts";
import type { FileView } from "../types/service.ts";
import { checkOptions } from "../utils/options.ts";
import { call } from "./call.ts";
import { internalsOf } from "./internals.ts";

export interface GetOptions {
  /** Ends the call with `Aborted`. Default: none. */
  signal?: AbortSignal;
}

/**
 * The record of one file with its history and, once it is completed, a URL to download it.
 * @throws ServiceError `file-not-found`
 */
export const get = async (malote: Malote, file_id: string, options: GetOptions = {}): Promise<FileView> => {
  checkOptions("get", options, ["signal"]);
  const { body } = await call<FileView>(internalsOf(malote), {
    route: "GET /files",
    suffix: `/${encodeURIComponent(file_id)}`,
    signal: options.signal,
  });
  return body;
};
