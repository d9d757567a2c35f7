import type { UploadOptions, UploadSource } from "./upload.ts";

/** A path, or bytes, or a stream such as a Readable of node:stream. */
export type NodeUploadSource = string | UploadSource | AsyncIterable<Uint8Array>;

export interface NodeUploadOptions extends UploadOptions {
  /**
   * The most bytes of a stream whose length is not known. It may not exceed the deployment's `max_file_bytes`. Only for members of the group `relays`, and instead of `size`.
   * Each part is kept in memory until S3 has it. Default: none, `size` is needed. Limit: 10,000 parts.
   */
  maxSize?: number;
}
