import { LIST_FILTERS, type ListOptions, listPage } from "../core/list.ts";
import { remove } from "../core/remove.ts";
import type { ServiceError } from "../errors/service-error.ts";
import type { Malote } from "../types/connection.ts";
import type { ListedView } from "../types/service.ts";
import { checkOptions } from "../utils/options.ts";
import { observed } from "./observed.ts";

/** The filters of `list`: `status`, `name`, `path`, `tags`, and `limit`, the files in a page. */
export type FilesQuery = Omit<ListOptions, "signal">;

export interface FilesState {
  /** Newest first, without those that are removed or being removed. The same array until something changes. */
  files: readonly ListedView[];
  /** Of the last load or removal. The files that were loaded before stay. */
  error: Error | undefined;
  /** Whether a page is requested. True from the first render. */
  isLoading: boolean;
  /** Whether `loadMore` can bring more. */
  hasMore: boolean;
}

export interface FilesActions {
  /** Appends the next page. While a page is requested, returns the promise of that one. After an error, requests it again. */
  loadMore(this: void): Promise<void>;
  /** Requests the first page again, and replaces all files when it has arrived. */
  refresh(this: void): Promise<void>;
  /**
   * Deletes a file. It disappears at once, and comes back to its place if the service refuses. Never rejects: resolves to
   * false then, and `error` has the reason. A file that is gone already counts as deleted.
   */
  remove(this: void, file_id: string): Promise<boolean>;
  /** Changes a file here, and nothing at the service. A file that is not in the list is ignored. */
  update(this: void, file_id: string, changes: Partial<ListedView>): void;
  /** Puts a file first, such as `await get(malote, file_id)` after an upload. It replaces the one of the same id. Filters are not applied. */
  insert(this: void, file: ListedView): void;
}

const START: FilesState = { files: [], error: undefined, isLoading: true, hasMore: false };

/** The files of one query. */
export const filesStore = (malote: Malote, query: FilesQuery) => {
  checkOptions("useFiles", query, LIST_FILTERS);
  /** Also those that are removed. */
  let files: ListedView[] = [];
  /** Of all files, so that none is there twice, and that a page costs its own length only. */
  let ids = new Set<string>();
  let inserted: ListedView[] = [];
  /** They stay here, because the list of the service may be a moment behind. */
  const removed = new Map<string, Promise<boolean>>();
  let cursor: string | undefined;
  let controller = new AbortController();
  let loading: Promise<void> | undefined;

  const { store, set } = observed(
    START,
    () => {
      if (store.getSnapshot().isLoading) load(true);
    },
    () => {
      controller.abort();
      loading = undefined;
    },
  );
  const show = (changes: Partial<FilesState> = {}) =>
    set({
      files: removed.size > 0 ? files.filter((file) => !removed.has(file.file_id)) : files,
      ...changes,
    });

  const load = (all: boolean): Promise<void> => {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    if (all) inserted = [];
    set({ isLoading: true, error: undefined });
    const work = async () => {
      let changes: Partial<FilesState>;
      try {
        let next = all ? undefined : cursor;
        let page: ListedView[];
        // With filters, a page may be empty and not be the last one.
        do ({ files: page, next_cursor: next } = await listPage(malote, { ...query, signal }, next));
        while (page.length === 0 && next !== undefined);
        signal.throwIfAborted();
        cursor = next;
        if (all) {
          files = inserted;
          ids = new Set(inserted.map(({ file_id }) => file_id));
        }
        files = files.concat(page.filter(({ file_id }) => !ids.has(file_id) && ids.add(file_id)));
        changes = { hasMore: next !== undefined };
      } catch (error) {
        changes = { error: error as Error };
      }
      if (signal.aborted) return;
      loading = undefined;
      show({ isLoading: false, ...changes });
    };
    loading = work();
    return loading;
  };

  const removeNow = async (file_id: string): Promise<boolean> => {
    try {
      await remove(malote, file_id);
    } catch (error) {
      if ((error as Partial<ServiceError>).code !== "file-not-found") {
        removed.delete(file_id);
        show({ error: error as Error });
        return false;
      }
    }
    return true;
  };

  const actions: FilesActions = {
    loadMore: async () => loading ?? (store.getSnapshot().hasMore ? load(false) : undefined),
    refresh: () => load(true),
    remove: (file_id) => {
      const under = removed.get(file_id) ?? removeNow(file_id);
      removed.set(file_id, under);
      show();
      return under;
    },
    update: (file_id, changes) => {
      files = files.map((file) => (file.file_id === file_id ? { ...file, ...changes } : file));
      show();
    },
    insert: (file) => {
      files = [file, ...without(files, file.file_id)];
      inserted = [file, ...without(inserted, file.file_id)];
      ids.add(file.file_id);
      show();
    },
  };
  return { store, actions };
};

const without = (files: ListedView[], file_id: string): ListedView[] =>
  files.filter((file) => file.file_id !== file_id);
