import { MAX_PARTS } from "./plan.ts";

/** The sizes of a part of a copy inside S3, in bytes, between which it grows with the file. Default of the largest: `partBytes`. */
export type CopyPartSizes = { partBytes: number; maxPartBytes?: number };

/**
 * The size of each part but the last. Each part is a paid request, so a file has two of them until a part is as large as one
 * invocation certainly copies. It is larger only if 10,000 parts require it.
 */
export const copyPartBytes = (size: number, { partBytes, maxPartBytes = partBytes }: CopyPartSizes): number =>
  Math.max(partBytes, Math.min(Math.ceil(size / 2), maxPartBytes), Math.ceil(size / MAX_PARTS));
