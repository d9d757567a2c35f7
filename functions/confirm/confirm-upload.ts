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
  trackerOf,
  UploadExpired,
  waitsForBytes,
} from "@malote/core";

export type ConfirmPorts = {
  files: Pick<Files, "get" | "save">;
  storage: Pick<Storage, "head">;
  queue: MoveQueue;
  clock?: Clock;
};

export type Confirmation = { queued: boolean; view: StatusView };

/**
 * Queues a file whose client confirms that its bytes are in the bucket. A HEAD checks that.
 * The message is sent before `uploaded` is written. If one of the two fails, the caller retries, and no record is
 * `uploaded` without a message. S3's notification may be faster at any point; then the current status is returned.
 * @throws FileNotFound (404), NotUploadedYet (409), UploadExpired (410)
 */
export const confirmUpload =
  ({ files, storage, queue, clock = () => new Date() }: ConfirmPorts) =>
  async ({ file_id }: ConfirmRequest, caller: Caller): Promise<Confirmation> => {
    const file = await files.get(file_id);
    if (!mayTrack(caller, file)) throw new FileNotFound();
    const by = trackerOf(caller, file);
    if (!reachable(by, file.status).includes("uploaded")) return { queued: false, view: statusView(file) };

    const at = clock().toISOString();
    if (!(await storage.head(file.key_path))) return { queued: false, view: await movedMeanwhile(at) };
    await queue.send(moveMessage(file));
    const written = await files.save(file, advance(file, { to: "uploaded", by, at }));
    if (written.ok) return { queued: true, view: statusView(written.file) };
    if (!mayTrack(caller, written.current)) throw new FileNotFound();
    return { queued: true, view: statusView(written.current) };

    /** If the mover was faster than this call, temp/ is empty too. Only then does the file not wait for bytes any more. */
    async function movedMeanwhile(at: string): Promise<StatusView> {
      const now = await files.get(file_id);
      if (!mayTrack(caller, now)) throw new FileNotFound();
      if (waitsForBytes(now)) throw absent(now, at);
      return statusView(now);
    }
  };

/** S3 refuses a POST that begins after its policy has expired. A POST that began before may still arrive, and is moved. */
const absent = (file: FileRecord, at: string): Error =>
  file.status === "expired" || at > file.expires_at
    ? new UploadExpired(file.expires_at)
    : new NotUploadedYet(file.expires_at);
