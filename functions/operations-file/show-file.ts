import {
  type Clock,
  choicesOf,
  FileNotFound,
  type FileReference,
  type Files,
  type OperatorFileView,
  operatorFileView,
} from "@malote/core";

export type ShowFilePorts = { files: Pick<Files, "get">; clock?: Clock };

/**
 * The record of the file of any owner, as operators see it: also the cause of an error, and a deleted file as long as its
 * record exists. It signs nothing: who may look after a file may not therefore read it.
 * @throws FileNotFound (404)
 */
export const showFile =
  ({ files, clock = () => new Date() }: ShowFilePorts) =>
  async ({ file_id }: FileReference): Promise<OperatorFileView> => {
    const file = await files.get(file_id);
    if (!file) throw new FileNotFound();
    return operatorFileView(file, choicesOf(file, clock().toISOString()));
  };
