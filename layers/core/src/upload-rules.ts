/** What may be uploaded; an entry of its own, since only /upload needs the registry of media types. */
export * from "./domain/media-type.ts";
export * from "./domain/upload-rules.ts";
