import {
  type Caller,
  FileNotFound,
  type FileReference,
  type Files,
  owns,
  type StatusView,
  statusView,
} from "@malote/core";

/**
 * The status of one file, as its owner may see it.
 * A file of somebody else answers exactly as one that does not exist.
 * @throws FileNotFound (404)
 */
export const consultStatus =
  ({ files }: { files: Pick<Files, "get"> }) =>
  async ({ file_id }: FileReference, caller: Caller): Promise<StatusView> => {
    const file = await files.get(file_id);
    if (!owns(caller, file)) throw new FileNotFound();
    return statusView(file);
  };
