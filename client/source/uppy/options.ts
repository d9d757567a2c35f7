import type { Body, Meta, PluginOpts, UppyFile } from "@uppy/core";
import type { Malote } from "../types/connection.ts";
import type { UploadOptions, UploadStore } from "../types/upload.ts";

/** The options of the plugin. A misspelt option is refused with a `TypeError`. */
export interface MaloteUploadOptions<M extends Meta = Meta, B extends Body = Body>
  extends PluginOpts,
    Pick<UploadOptions, "onBehalfOf" | "multipartFrom" | "hedging" | "confirm"> {
  /** The connection, from `connect()` of `malote`. It asks for the token of each request, and bounds the connections to S3. */
  malote: Malote;
  /**
   * The label `path`. A text is put before the folder of a file that was chosen with its folder (`meta.relativePath`). A
   * function decides alone. Default: that folder, or none. Limit: 1,024 bytes.
   */
  path?: string | ((file: UppyFile<M, B>) => string | undefined);
  /** Up to 10 short pairs, or a function of the file. Default: none. */
  tags?: Record<string, string> | ((file: UppyFile<M, B>) => Record<string, string> | undefined);
  /** Remembers uploads, so that they continue after a reload. Default: localStorage. `false`: only while the page lives. */
  store?: UploadStore | false;
  /** The most files that are sent at once. Default: 6. Limit: 1 or more. */
  limit?: number;
  /**
   * Whether the plugin asks for the status of each file after its upload, until it is final, and emits `file-status`.
   * Default: true, but false with `onBehalfOf`, because a relay may not read the files of others.
   */
  follow?: boolean;
  /**
   * Whether Uppy's `complete` waits until the service has verified and stored each file. A file that it refuses counts as
   * failed. Needs `follow`. Default: false: the upload is complete when S3 has the bytes.
   */
  waitUntilCompleted?: boolean;
}

export const OPTIONS = [
  "id",
  "locale",
  "malote",
  "onBehalfOf",
  "multipartFrom",
  "hedging",
  "confirm",
  "path",
  "tags",
  "store",
  "limit",
  "follow",
  "waitUntilCompleted",
] as const satisfies (keyof MaloteUploadOptions)[];
