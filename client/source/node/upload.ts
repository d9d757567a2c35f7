import { internalsOf } from "../core/internals.ts";
import { checkUploadOptions, startUpload, UPLOAD_OPTIONS } from "../core/upload.ts";
import type { Malote } from "../types/connection.ts";
import type { NodeUploadOptions, NodeUploadSource } from "../types/node.ts";
import type { UploadTask } from "../types/upload.ts";
import { checkNumber } from "../utils/options.ts";
import { openNodeSource } from "./open-node-source.ts";

/**
 * Uploads one file and confirms it: from a path, bytes, or a stream. Resolves when the service has accepted the file.
 *
 * ```ts
 * const { file_id } = await upload(malote, "holiday.mp4");
 * ```
 * @throws TypeError at once for a misspelt option or something that cannot be uploaded
 */
export const upload = (
  malote: Malote,
  source: NodeUploadSource,
  options: NodeUploadOptions = {},
): UploadTask => {
  checkUploadOptions("upload", options, [...UPLOAD_OPTIONS, "maxSize", "connections", "bufferFor"]);
  const { maxSize, connections } = options;
  if (maxSize !== undefined) {
    checkNumber("maxSize", maxSize, 0);
    if (options.size !== undefined) throw new TypeError("upload accepts either size or maxSize.");
  }
  const open = openNodeSource(source, options);
  return startUpload(internalsOf(malote), open, options, {
    ...(maxSize !== undefined && { maxSize }),
    ...(connections !== undefined && { connections: checkNumber("connections", connections, 1, 256) }),
  });
};
