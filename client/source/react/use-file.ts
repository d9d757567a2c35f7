import { useMemo } from "react";
import type { Malote } from "../types/connection.ts";
import { checkOptions } from "../utils/options.ts";
import type { FileState } from "./file-state.ts";
import { type FileActions, type FileOptions, fileStore } from "./file-store.ts";
import { useObserved } from "./use-observed.ts";

export type { FileState } from "./file-state.ts";
export type { FileOptions } from "./file-store.ts";

/** What `useFile` returns. The function is the same one until the file changes. */
export interface LiveFile extends FileState, FileActions {}

/**
 * The live status of a file: requested again until it is final, when the page gets the focus, and when the network is
 * back. Pauses while the document is hidden. All components of a page share the requests, up to 50 files in each.
 *
 * ```tsx
 * const { file, error } = useFile(malote, file_id);
 * ```
 * @param file_id nothing is requested while it is undefined
 * @throws TypeError for a misspelt option
 */
export const useFile = (malote: Malote, file_id: string | undefined, options: FileOptions = {}): LiveFile => {
  const { record = false, ...others } = options;
  checkOptions("useFile", others, ["record"]);
  return useObserved(useMemo(() => fileStore(malote, file_id, record), [malote, file_id, record]));
};
