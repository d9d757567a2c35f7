import { uploadEach } from "../core/upload-all.ts";
import type { Malote } from "../types/connection.ts";
import type { NodeUploadSource } from "../types/node.ts";
import type { UploadAllOptions, UploadAllTask, UploadItem } from "../types/upload-all.ts";
import { openNodeSource } from "./open-node-source.ts";

/**
 * Uploads any number of files, also from paths: announced in batches, sent over the connections that all uploads share.
 * One file that fails changes nothing for the others, so the promise never rejects.
 */
export const uploadAll = (
  malote: Malote,
  files: Iterable<UploadItem<NodeUploadSource>>,
  options: UploadAllOptions = {},
): UploadAllTask => uploadEach(malote, files, options, openNodeSource);
