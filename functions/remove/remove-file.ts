import {
  type Caller,
  ChangedMeanwhile,
  type Clock,
  deleteBytes,
  entomb,
  FileNotFound,
  type FileRecord,
  type FileReference,
  type Files,
  isHeld,
  owns,
  type Storage,
} from "@malote/core";

export type RemovePorts = {
  files: Pick<Files, "get" | "save">;
  storage: Pick<Storage, "delete" | "abortUpload">;
  /** Hears of bytes, or parts, that could not be deleted now; the tombstone stays until they are. */
  leftBehind: (file: FileRecord, cause: unknown) => void;
  clock?: Clock;
};

/** A mover writes a few times in a move: after as many lost races, somebody else is at it. */
const TRIES = 4;

/**
 * Puts a tombstone in the place of a file: from now on it does not exist. Its bytes go at once where
 * nothing is moving them; a mover at work finds the tombstone as it settles, and takes them along.
 * @throws FileNotFound (404), ChangedMeanwhile (409)
 */
export const removeFile =
  ({ files, storage, leftBehind, clock = () => new Date() }: RemovePorts) =>
  async ({ file_id }: FileReference, caller: Caller): Promise<void> => {
    let file = await files.get(file_id);
    for (let i = 0; i < TRIES; i++) {
      if (!owns(caller, file)) throw new FileNotFound();
      const before = file;
      const at = clock().toISOString();
      const written = await files.save(before, entomb(before, at));
      if (written.ok) {
        if (!isHeld(before, at)) await deleteBytes(storage, before, (cause) => leftBehind(before, cause));
        return;
      }
      file = written.current;
    }
    throw new ChangedMeanwhile();
  };
