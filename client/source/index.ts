export { checksumsInWorker } from "./core/checksums-in-worker.ts";
export { connect } from "./core/connect.ts";
export { type Download, type DownloadOptions, download } from "./core/download.ts";
export { indexedDb } from "./core/indexed-db.ts";
export { upload } from "./core/upload.ts";
export { uploadAll } from "./core/upload-all.ts";
export { webStorage } from "./core/web-storage.ts";
export * from "./exports.ts";
