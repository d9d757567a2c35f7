import { useEffect, useState } from "react";
import type { Malote } from "../types/connection.ts";
import { type HookUploadOptions, type UploadActions, type UploadState, uploadStore } from "./upload-store.ts";
import { useObserved } from "./use-observed.ts";

export type { HookUploadOptions, UploadState } from "./upload-store.ts";

/** What `useUpload` returns. The functions are the same ones in each render. */
export interface HookUpload extends UploadState, UploadActions {}

/**
 * One upload at a time, with its state. Nothing is sent before `start(file)`.
 *
 * ```tsx
 * const { start, state, progress, error } = useUpload(malote, { store: webStorage(localStorage) });
 * ```
 * @param options the options of `upload`, and `onUnmount`. Changed options count from the next start.
 */
export const useUpload = (malote: Malote, options: HookUploadOptions = {}): HookUpload => {
  const [store] = useState(() => uploadStore(malote, options));
  useEffect(() => store.configure(malote, options));
  return useObserved(store);
};
