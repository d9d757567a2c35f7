import {
  type Caller,
  ChangedMeanwhile,
  type Clock,
  deleteBytes,
  entomb,
  FileNotFound,
  type FileRecord,
  type Files,
  isHeld,
  type RemoveRequest,
  removerOf,
  type Storage,
} from "@malote/core";

export type RemovePorts = {
  files: Pick<Files, "get" | "save">;
  storage: Pick<Storage, "delete" | "abortUpload">;
  /** Reports bytes or parts that could not be deleted now. The tombstone stays until they are. */
  leftBehind: (file: FileRecord, cause: unknown) => void;
  clock?: Clock;
};

/** A mover writes only a few times in a move. After this many lost races, another writer must be the reason. */
const TRIES = 4;

/**
 * Replaces the record of a file by a tombstone: for callers, it no longer exists. Its bytes are deleted at once, unless a
 * mover holds the file. That mover finds the tombstone when it settles, and deletes the bytes. An operator may delete the
 * file of every user, also of a user who does not exist. A relay may delete a file that it uploads on behalf of a user while
 * the file is pending: so an upload that fails leaves nothing behind. The history records who deleted it and the reason.
 * @throws FileNotFound (404), ChangedMeanwhile (409)
 */
export const removeFile =
  ({ files, storage, leftBehind, clock = () => new Date() }: RemovePorts) =>
  async ({ file_id, reason }: RemoveRequest, caller: Caller): Promise<void> => {
    let file = await files.get(file_id);
    for (let i = 0; i < TRIES; i++) {
      const by = removerOf(caller, file);
      if (!file || !by) throw new FileNotFound();
      const before = file;
      const at = clock().toISOString();
      const written = await files.save(before, entomb(before, at, { by, reason }));
      if (written.ok) {
        if (!isHeld(before, at)) await deleteBytes(storage, before, (cause) => leftBehind(before, cause));
        return;
      }
      file = written.current;
    }
    throw new ChangedMeanwhile();
  };
