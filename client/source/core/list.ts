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

/**
 * The caller's files, newest first, a page at a time as they are read:
 *
 * ```ts
 * for await (const { file_name } of list(malote, { status: "completed" })) console.log(file_name);
 * ```
 */
export const list = (malote: Malote, options: ListOptions = {}): AsyncGenerator<ListedView, void> => {
  checkOptions("list", options, ["status", "name", "path", "tags", "limit", "signal"]);
  return pages(malote, options);
};

async function* pages(
  malote: Malote,
  { signal, tags = {}, ...filters }: ListOptions,
): AsyncGenerator<ListedView, void> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters))
    if (value !== undefined) query.set(name, String(value));
  for (const [key, value] of Object.entries(tags)) query.append("tag", `${key}:${value}`);
  for (;;) {
    // Not query.size, which Safari before 17 does not have.
    const text = String(query);
    const suffix = text && `?${text}`;
    const { body } = await call<FileList>(internalsOf(malote), { route: "GET /files", suffix, signal });
    yield* body.files;
    if (body.next_cursor === undefined) return;
    query.set("cursor", body.next_cursor);
  }
}
