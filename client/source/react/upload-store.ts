import { upload } from "../core/upload.ts";
import { Aborted } from "../errors/aborted.ts";
import type { Malote } from "../types/connection.ts";
import type {
  UploadedFile,
  UploadOptions,
  UploadProgress,
  UploadSource,
  UploadStore,
  UploadTask,
} from "../types/upload.ts";
import { type Observed, observed } from "./observed.ts";

/** The options of `upload`, and one of the hook. */
export interface HookUploadOptions extends UploadOptions {
  /**
   * What happens to an upload under way when the component unmounts: `keep` aborts it and leaves the file to be resumed
   * through `store`, `remove` aborts it and deletes the file, `continue` lets it end without the component.
   * Default: `keep` if there is a `store`, else the same as `onAbort`.
   */
  onUnmount?: "keep" | "remove" | "continue";
}

export interface UploadState {
  /** `uploaded` means that the service has accepted the file. `useFile` follows it from there. */
  state: "idle" | "uploading" | "paused" | "uploaded" | "failed" | "aborted";
  /** At most every 100 ms. Undefined before the first report. */
  progress: UploadProgress | undefined;
  /** Only when `uploaded`. */
  file: UploadedFile | undefined;
  /** Only when `failed` or `aborted`: a `MaloteError`, or a `TypeError` for wrong options. */
  error: Error | undefined;
  /** Known once the service has announced the file, also if the upload fails later. */
  file_id: string | undefined;
}

export interface UploadActions {
  /**
   * Uploads a file. `options` go before those of the hook. Another upload under way is aborted first; with the same
   * source, it goes on. Never rejects: resolves to undefined if the upload failed or was aborted, and `error` has the reason.
   */
  start(this: void, source: UploadSource, options?: HookUploadOptions): Promise<UploadedFile | undefined>;
  /** Ends the requests under way. Parts that have arrived are kept. */
  pause(this: void): void;
  resume(this: void): void;
  /** Aborts the upload. The file is deleted unless the option `onAbort` is `keep`. */
  abort(this: void): void;
  /**
   * Uploads the last source again after `failed` or `aborted`. Parts that the service still has are not sent again.
   * A stream cannot be read twice, so it fails.
   */
  retry(this: void): Promise<UploadedFile | undefined>;
}

/** One call of `start`. */
interface Run {
  source: UploadSource;
  given: HookUploadOptions;
  /** `upload` reads `onAbort` when it is aborted, so it may change until then. */
  options: UploadOptions;
  onUnmount: string;
  task?: UploadTask;
  done?: Promise<UploadedFile | undefined>;
}

const IDLE: UploadState = {
  state: "idle",
  progress: undefined,
  file: undefined,
  error: undefined,
  file_id: undefined,
};

/** The uploads of one component, one at a time. */
export const uploadStore = (connection: Malote, defaults: HookUploadOptions) => {
  let latest = { connection, defaults };
  let run: Run | undefined;
  // Without a store of the caller, a retry continues as long as the component lives.
  // A Map has the three functions. What they return beyond the type is ignored.
  const memory = new Map<string, string>() as unknown as UploadStore;
  const state = () => store.getSnapshot().state;
  const isActive = () => state() === "uploading" || state() === "paused";

  const abort = () => {
    if (!run || !isActive()) return;
    run.task?.abort();
    set({ state: "aborted" });
  };
  const leave = () => {
    if (!run || !isActive() || run.onUnmount === "continue") return;
    // A misspelt value does not delete anything.
    run.options.onAbort = run.onUnmount === "remove" ? "remove" : "keep";
    abort();
  };
  const { store, set } = observed(IDLE, () => {}, leave);

  const perform = async (
    current: Run,
    former: Promise<unknown> | undefined,
  ): Promise<UploadedFile | undefined> => {
    const update = (changes: Partial<UploadState>) => {
      if (current === run) set({ file_id: current.task?.file_id, ...changes });
    };
    try {
      // The former upload may still delete its file, which is the same one if its source is.
      await former;
      if (current !== run || !isActive()) throw new Aborted();
      const { options } = current;
      const { onProgress } = options;
      options.store ??= memory;
      options.onProgress = (progress) => {
        update({ progress });
        onProgress?.(progress);
      };
      current.task = upload(latest.connection, current.source, options);
      if (state() === "paused") current.task.pause();
      const file = await current.task;
      update({ state: "uploaded", file });
      return file;
    } catch (error) {
      update({ state: error instanceof Aborted ? "aborted" : "failed", error: error as Error });
      return;
    }
  };

  const actions: UploadActions = {
    start: (source, given = {}) => {
      if (run?.done && isActive() && run.source === source) return run.done;
      abort();
      const former = run?.done;
      const { onUnmount, ...options } = { ...latest.defaults, ...given };
      const usual = options.store ? "keep" : (options.onAbort ?? "remove");
      run = { source, given, options, onUnmount: onUnmount ?? usual };
      set({ ...IDLE, state: "uploading" });
      run.done = perform(run, former);
      return run.done;
    },
    pause: () => {
      if (state() !== "uploading") return;
      run?.task?.pause();
      set({ state: "paused" });
    },
    resume: () => {
      if (state() !== "paused") return;
      run?.task?.resume();
      set({ state: "uploading" });
    },
    abort,
    retry: async () =>
      run && (state() === "failed" || state() === "aborted")
        ? actions.start(run.source, run.given)
        : undefined,
  };
  return {
    store: store as Observed<UploadState>,
    actions,
    /** The connection and the options of the last render. They count from the next start. */
    configure: (connection: Malote, defaults: HookUploadOptions) => {
      latest = { connection, defaults };
    },
  };
};
