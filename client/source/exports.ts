/** What both entries export. */
export { type GetOptions, get } from "./core/get.ts";
export { type ListOptions, list } from "./core/list.ts";
export { type OperationsOptions, operations } from "./core/operations.ts";
export { operationsFile } from "./core/operations-file.ts";
export { type RemoveOptions, remove } from "./core/remove.ts";
export { type SetStatusOptions, setStatus } from "./core/set-status.ts";
export { type StatusOptions, type StatusProblem, status } from "./core/status.ts";
export { type WaitOptions, waitFor } from "./core/wait-for.ts";
export { Aborted } from "./errors/aborted.ts";
export { FileFailed } from "./errors/file-failed.ts";
export { MaloteError } from "./errors/malote-error.ts";
export { ServiceError } from "./errors/service-error.ts";
export { StorageError } from "./errors/storage-error.ts";
export type { ChecksumWorker, ConnectOptions, Malote, TokenProvider } from "./types/connection.ts";
export type * from "./types/service.ts";
export type * from "./types/upload.ts";
export type * from "./types/upload-all.ts";
export type { Description } from "./types/wire.ts";
