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

/** The view is left out if the caller already has it. */
export type Consultation = { etag: string; view?: StatusView };

/**
 * The status of one file, for its owner and the relay that uploads it. For other callers the file does not exist. The
 * ETag is the version of the record, so that a client that polls with If-None-Match receives only changes.
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
