export { type FileOptions, type FileState, type LiveFile, useFile } from "./react/use-file.ts";
export { type FileListing, type FilesQuery, type FilesState, useFiles } from "./react/use-files.ts";
export { type HookUpload, type HookUploadOptions, type UploadState, useUpload } from "./react/use-upload.ts";
