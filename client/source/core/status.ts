import { ServiceError } from "../errors/service-error.ts";
import type { Malote } from "../types/connection.ts";
import type { Problem, StatusView } from "../types/service.ts";
import { checkOptions } from "../utils/options.ts";
import { call } from "./call.ts";
import { internalsOf } from "./internals.ts";

export interface StatusOptions {
  /** Ends the call with `Aborted`. Default: none. */
  signal?: AbortSignal;
}

/** The most ids of one request. */
const MOST_IDS = 50;

/** A file of a list of ids that could not be read. */
export interface StatusProblem {
  file_id: string;
  problem: Partial<Problem>;
}

export function status(malote: Malote, file_id: string, options?: StatusOptions): Promise<StatusView>;
export function status(
  malote: Malote,
  file_ids: readonly string[],
  options?: StatusOptions,
): Promise<(StatusView | StatusProblem)[]>;
/**
 * The status of one file, or of any number of files in the order of their ids.
 * @throws ServiceError `file-not-found` for one id. In a list such an id has a `problem` instead.
 */
export async function status(
  malote: Malote,
  ids: string | readonly string[],
  options: StatusOptions = {},
): Promise<StatusView | (StatusView | StatusProblem)[]> {
  checkOptions("status", options, ["signal"]);
  const read = (some: readonly string[]) =>
    call<StatusView & { files?: (StatusView | StatusProblem)[] }>(internalsOf(malote), {
      route: "GET /consult-status",
      suffix: `?${some.map((id) => `file_id=${encodeURIComponent(id)}`).join("&")}`,
      signal: options.signal,
    }).then(({ body }) => body);
  if (typeof ids === "string") return read([ids]);
  const found: (StatusView | StatusProblem)[] = [];
  for (let at = 0; at < ids.length; at += MOST_IDS) {
    const some = ids.slice(at, at + MOST_IDS);
    // The response to a single id is not a list.
    if (some.length > 1) {
      // Babel's generators, in some builds of React Native, cannot wait inside of a spread.
      const { files = [] } = await read(some);
      found.push(...files);
    } else found.push(await read(some).catch(asProblem(some[0] ?? "")));
  }
  return found;
}

const asProblem =
  (file_id: string) =>
  (error: unknown): StatusProblem => {
    if (!(error instanceof ServiceError) || error.status !== 404) throw error;
    return {
      file_id,
      problem: { code: error.code, status: error.status, title: error.title, detail: error.message },
    };
  };
