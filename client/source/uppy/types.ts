import type { Body, Meta, UppyFile } from "@uppy/core";
import type { StatusView } from "../types/service.ts";
import type { UploadedFile } from "../types/upload.ts";
import type { MaloteUpload } from "./malote-upload.ts";

/** What the plugin keeps in `file.malote`: the id as soon as it is known, and the last status after the upload. */
export type MaloteFileState = Pick<StatusView, "file_id"> & Partial<StatusView>;

/** The `body` of `upload-success`, for `new Uppy<Meta, MaloteBody>()`. An interface would not fit Uppy's `Body`. */
export type MaloteBody = Pick<UploadedFile, keyof UploadedFile>;

declare module "@uppy/core" {
  interface UppyEventMap<M extends Meta, B extends Body> {
    /** The first status of a file after its upload, and each change. */
    "file-status": (file: UppyFile<M, B>, status: StatusView) => void;
  }
  interface PluginTypeRegistry<M extends Meta, B extends Body> {
    MaloteUpload: MaloteUpload<M, B>;
  }
}

declare module "@uppy/core/utils" {
  interface LocalUppyFile<M extends Meta, B extends Body> {
    malote?: MaloteFileState;
  }
  interface RemoteUppyFile<M extends Meta, B extends Body> {
    malote?: MaloteFileState;
  }
}
