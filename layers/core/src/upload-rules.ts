/** The rules of uploads. An entry of its own, because only /upload needs the registry of media types. */
export * from "./domain/media-type.ts";
export { isRecognised } from "./domain/recognised-types.ts";
export * from "./domain/upload-rules.ts";
