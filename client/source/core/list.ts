import type { Malote } from "../types/connection.ts";
import type { FileList, ListedView, Status } from "../types/service.ts";
import { checkOptions } from "../utils/options.ts";
import { call } from "./call.ts";
import { internalsOf } from "./internals.ts";

export interface ListOptions {
  /** Only files of this status. Default: all. */
  status?: Exclude<Status, "deleted">;
  /** Only files whose name contains this. Default: all. */
  name?: string;
  /** Only files whose path begins with this. Default: all. */
  path?: string;
  /** Only files with all of these tags. Default: all. */
  tags?: Record<string, string>;
  /** Files in one request. Default: the service's. Limit: 1 to 100. */
  limit?: number;
  /** Ends the list with `Aborted`. Default: none. */
  signal?: AbortSignal;
}

/** The options that choose files. */
export const LIST_FILTERS = ["status", "name", "path", "tags", "limit"] as const;

/**
 * The caller's files, newest first, a page at a time as they are read:
 *
 * ```ts
 * for await (const { file_name } of list(malote, { status: "completed" })) console.log(file_name);
 * ```
 */
export const list = (malote: Malote, options: ListOptions = {}): AsyncGenerator<ListedView, void> => {
  checkOptions("list", options, [...LIST_FILTERS, "signal"]);
  return pages(malote, options);
};

async function* pages(malote: Malote, options: ListOptions): AsyncGenerator<ListedView, void> {
  let cursor: string | undefined;
  do {
    const page = await listPage(malote, options, cursor);
    yield* page.files;
    cursor = page.next_cursor;
  } while (cursor !== undefined);
}

/** One page. `next_cursor` is missing from the last one. With filters, a page may be empty and not be the last one. */
export const listPage = async (
  malote: Malote,
  { signal, tags = {}, ...filters }: ListOptions,
  cursor?: string,
): Promise<FileList> => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters))
    if (value !== undefined) query.set(name, String(value));
  for (const [key, value] of Object.entries(tags)) query.append("tag", `${key}:${value}`);
  if (cursor !== undefined) query.set("cursor", cursor);
  // Not query.size, which Safari before 17 does not have.
  const text = String(query);
  const suffix = text && `?${text}`;
  const { body } = await call<FileList>(internalsOf(malote), { route: "GET /files", suffix, signal });
  return body;
};
