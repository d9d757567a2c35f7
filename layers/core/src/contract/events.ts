import * as v from "valibot";
import { FileView, Uuid } from "./responses.ts";

const { download: _, ...ofAnyReader } = FileView.entries;

/**
 * The `detail` of FileStatusChanged: the file as its owner saw it right after the change. Only systems of the deployment
 * read the bus, so it also has the owner. It holds no object key, no cause, no lease and no URL.
 */
export const FileStatusChanged = v.object({
  /** `file_id:version:status`. An event that is delivered twice has the same id both times. */
  id: v.string(),
  /** It orders the events of one file. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The status before the change. Absent for the first one. */
  previous: v.exactOptional(FileView.entries.status),
  /** The `sub` of the owner. */
  owner: Uuid,
  ...ofAnyReader,
});
export type FileStatusChanged = v.InferOutput<typeof FileStatusChanged>;
