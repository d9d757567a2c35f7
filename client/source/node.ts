export type { DownloadOptions } from "./core/download.ts";
export * from "./exports.ts";
export { connect } from "./node/connect.ts";
export { download, type NodeDownload, type ToFileOptions } from "./node/download.ts";
export { folderStore } from "./node/folder-store.ts";
export { upload } from "./node/upload.ts";
export { uploadAll } from "./node/upload-all.ts";
export type { NodeUploadOptions, NodeUploadSource } from "./types/node.ts";
export type { PartBuffer } from "./types/source.ts";
