import type { FileView, StatusView } from "../types/service.ts";

/** What a component sees of one file. */
export interface FileState {
  /** The last status that was read. The members that only a record has are there with the option `record`. */
  file: (StatusView & Partial<FileView>) | undefined;
  /** Of the last request, such as a `ServiceError` `file-not-found`. A file that has failed is no error: see `file.status`. */
  error: Error | undefined;
  /** True until the first response, and during `refresh()`. */
  isLoading: boolean;
}
