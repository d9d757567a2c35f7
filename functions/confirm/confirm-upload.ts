import {
  advance,
  type Caller,
  type Clock,
  type ConfirmRequest,
  FileNotFound,
  type FileRecord,
  type Files,
  type MoveQueue,
  mayTrack,
  moveMessage,
  NotUploadedYet,
  reachable,
  type StatusView,
  type Storage,
  statusView,
  UploadExpired,
} from "@malote/core";

export type ConfirmPorts = {
  files: Pick<Files, "get" | "save">;
  storage: Pick<Storage, "head">;
  queue: MoveQueue;
  clock?: Clock;
};

export type Confirmation = { queued: boolean; view: StatusView };

/**
 * The client's word that its bytes are in the bucket, which S3 is asked to confirm.
 * The message goes out before the record says `uploaded`: if either fails, the caller tries again,
 * and no record says of a file that it is queued when it is not. S3's own notification may have
 * been faster at any point; then the status is answered as it is.
 * @throws FileNotFound (404), NotUploadedYet (409), UploadExpired (410)
 */
export const confirmUpload =
  ({ files, storage, queue, clock = () => new Date() }: ConfirmPorts) =>
  async ({ file_id }: ConfirmRequest, caller: Caller): Promise<Confirmation> => {
    const file = await files.get(file_id);
    if (!mayTrack(caller, file)) throw new FileNotFound();
    if (!reachable("owner", file.status).includes("uploaded"))
      return { queued: false, view: statusView(file) };

    const at = clock().toISOString();
    if (!(await storage.head(file.key_path))) return { queued: false, view: await movedMeanwhile(file, at) };
    await queue.send(moveMessage(file));
    const written = await files.save(file, advance(file, { to: "uploaded", by: "owner", at }));
    if (written.ok) return { queued: true, view: statusView(written.file) };
    if (!mayTrack(caller, written.current)) throw new FileNotFound();
    return { queued: true, view: statusView(written.current) };

    /** Nothing in temp/ may also mean that the mover was faster than this call: only then has the record changed. */
    async function movedMeanwhile(before: FileRecord, at: string): Promise<StatusView> {
      const now = await files.get(file_id);
      if (!mayTrack(caller, now)) throw new FileNotFound();
      if (now.version === before.version) throw absent(now, at);
      return statusView(now);
    }
  };

/** S3 takes no POST that begins after its policy has expired. One that began before may still land, and is moved then. */
const absent = (file: FileRecord, at: string): Error =>
  file.status === "expired" || at > file.expires_at
    ? new UploadExpired(file.expires_at)
    : new NotUploadedYet(file.expires_at);
