import type { PartBuffer } from "./source.ts";
import type { UploadOptions, UploadSource } from "./upload.ts";

/** A path, or bytes, or a stream such as a Readable of node:stream. */
export type NodeUploadSource = string | UploadSource | AsyncIterable<Uint8Array>;

export interface NodeUploadOptions extends UploadOptions {
  /**
   * The most bytes of a stream whose length is not known. It may not exceed the deployment's `max_file_bytes`. Only for members of the group `relays`, and instead of `size`.
   * Each part is kept in memory until S3 has it. Default: none, `size` is needed. Limit: 10,000 parts.
   */
  maxSize?: number;
  /**
   * The most parts of this upload that are sent at once. A stream keeps each of them in memory, and one more. Default: as many
   * as the connection opens to S3 (`connections` of `connect`). Limit: 1 to 256.
   */
  connections?: number;
  /**
   * Where the parts of a stream are kept until S3 has them. It is called with the most bytes of the part. Default: in memory,
   * in blocks that are allocated as bytes arrive.
   */
  bufferFor?: (most: number) => PartBuffer;
}
