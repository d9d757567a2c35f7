export { type RemoveOptions, remove } from "./core/remove.ts";
export { Aborted } from "./errors/aborted.ts";
export { FileFailed } from "./errors/file-failed.ts";
export { MaloteError } from "./errors/malote-error.ts";
export { ServiceError } from "./errors/service-error.ts";
export { StorageError } from "./errors/storage-error.ts";
export { connect } from "./node/connect.ts";
export { upload } from "./node/upload.ts";
export type { ChecksumWorker, ConnectOptions, Malote, TokenProvider } from "./types/connection.ts";
export type { NodeUploadOptions, NodeUploadSource } from "./types/node.ts";
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
