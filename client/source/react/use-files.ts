import { useMemo } from "react";
import type { Malote } from "../types/connection.ts";
import { type FilesActions, type FilesQuery, type FilesState, filesStore } from "./files-store.ts";
import { useObserved } from "./use-observed.ts";

export type { FilesQuery, FilesState } from "./files-store.ts";

/** What `useFiles` returns. The functions are the same ones until the query changes. */
export interface FileListing extends FilesState, FilesActions {}

/**
 * The user's own files, newest first, a page at a time. Another query or connection begins a new list, and late responses
 * to the former one are ignored.
 *
 * ```tsx
 * const { files, hasMore, loadMore, remove } = useFiles(malote, { status: "completed" });
 * ```
 * @param query the filters of `list`. Default: all files. It may be a new object in each render.
 * @throws TypeError for a misspelt filter
 */
export const useFiles = (malote: Malote, query: FilesQuery = {}): FileListing => {
  const key = JSON.stringify(query);
  const store = useMemo(() => filesStore(malote, JSON.parse(key)), [malote, key]);
  return useObserved(store);
};
