import type { Malote } from "../types/connection.ts";
import type { FileState } from "./file-state.ts";
import { type Observed, observed } from "./observed.ts";
import { type Watched, watcherOf } from "./watcher.ts";

export interface FileOptions {
  /**
   * Whether the whole record is read, which has the type, the length and, once the file is completed, a URL to download it.
   * Each such file costs a request of its own. Default: false, the status alone.
   */
  record?: boolean;
}

export interface FileActions {
  /** Requests the file again, also if its status is final. */
  refresh(this: void): void;
}

export interface FileStore {
  store: Observed<FileState>;
  actions: FileActions;
}

/** One file, as one component observes it. It is watched while there are listeners. */
export const fileStore = (malote: Malote, file_id: string | undefined, isRecord: boolean): FileStore => {
  const watcher = watcherOf(malote);
  const isGiven = file_id !== undefined;
  const { store, set } = observed<FileState>(
    { file: undefined, error: undefined, isLoading: isGiven },
    () => isGiven && watcher.add(watched),
    () => watcher.delete(watched),
  );
  const watched: Watched = {
    file_id: file_id ?? "",
    isRecord,
    interval: 0,
    due: 0,
    asked: 0,
    turn: undefined,
    state: store.getSnapshot,
    set,
  };
  return {
    store,
    actions: {
      refresh: () => {
        if (!isGiven) return;
        set({ isLoading: true });
        watched.due = 0;
        watcher.plan();
      },
    },
  };
};
