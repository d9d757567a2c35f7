export { MaloteUpload } from "./uppy/malote-upload.ts";
export type { MaloteUploadOptions } from "./uppy/options.ts";
export type { MaloteBody, MaloteFileState } from "./uppy/types.ts";
export { UploadFailed } from "./uppy/upload-failed.ts";
