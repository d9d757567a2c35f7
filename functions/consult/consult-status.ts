import {
  type Caller,
  FileNotFound,
  type FileReference,
  type Files,
  mayTrack,
  type StatusView,
  statusView,
} from "@malote/core";
import { isUnchanged, type RequestHeaders } from "@malote/core/http";

/** The view is left out where the caller already has it. */
export type Consultation = { etag: string; view?: StatusView };

/**
 * The status of one file, as its owner and the relay that uploads it may see it.
 * A file of somebody else answers exactly as one that does not exist. The ETag is the record's
 * version: who polls with If-None-Match is told only of changes.
 * @throws FileNotFound (404)
 */
export const consultStatus =
  ({ files }: { files: Pick<Files, "get"> }) =>
  async ({ file_id }: FileReference, caller: Caller, headers: RequestHeaders): Promise<Consultation> => {
    const file = await files.get(file_id);
    if (!mayTrack(caller, file)) throw new FileNotFound();
    const etag = `"${file.version}"`;
    return isUnchanged(headers["if-none-match"], etag) ? { etag } : { etag, view: statusView(file) };
  };
