export * from "./exports.ts";
export { asyncStorage } from "./react-native/async-storage.ts";
export { connect } from "./react-native/connect.ts";
export { upload } from "./react-native/upload.ts";
export { uploadAll } from "./react-native/upload-all.ts";
export type * from "./types/react-native.ts";
