export { connect } from "./core/connect.ts";
export { type RemoveOptions, remove } from "./core/remove.ts";
export { upload } from "./core/upload.ts";
export { Aborted } from "./errors/aborted.ts";
export { FileFailed } from "./errors/file-failed.ts";
export { MaloteError } from "./errors/malote-error.ts";
export { ServiceError } from "./errors/service-error.ts";
export { StorageError } from "./errors/storage-error.ts";
export type { ChecksumWorker, ConnectOptions, Malote, TokenProvider } from "./types/connection.ts";
export type * from "./types/service.ts";
export type {
  UploadedFile,
  UploadOptions,
  UploadProgress,
  UploadSource,
  UploadStore,
  UploadTask,
} from "./types/upload.ts";
export type { Description } from "./types/wire.ts";
