import {
  advance,
  BytesNotFound,
  ChangedMeanwhile,
  type Clock,
  FileInMove,
  FileNotFound,
  type FileRecord,
  type Files,
  isHeld,
  type MoveQueue,
  type StatusView,
  type Storage,
  statusView,
  type UpdateRequest,
} from "@malote/core";
import { quarantineFile } from "./quarantine-file.ts";

export type UpdatePorts = {
  files: Pick<Files, "get" | "save">;
  storage: Pick<Storage, "head">;
  queue: MoveQueue;
  clock?: Clock;
};

/**
 * Sets a status for operators, and workers in their group, if the table of transitions allows it. `uploaded` after `error`
 * is a retry: the attempts begin at 0 and the file is queued again. A second retry queues the file once more, which does
 * no harm and repairs a first retry whose message was not sent. `quarantined` takes a completed file out of reach, and
 * `completed` after it releases the file.
 * @throws FileNotFound (404), and with 409 FileInMove, TransitionNotAllowed, BytesNotFound and ChangedMeanwhile
 */
export const updateStatus =
  ({ files, storage, queue, clock = () => new Date() }: UpdatePorts) =>
  async (request: UpdateRequest): Promise<StatusView> => {
    const { file_id, status, details } = request;
    const file = await files.get(file_id);
    if (!file || file.status === "deleted") throw new FileNotFound();
    const at = clock().toISOString();
    if (isHeld(file, at)) throw new FileInMove();

    if (status === "quarantined" || file.status === "quarantined")
      return statusView(await quarantineFile({ files, queue }, file, request, at));
    if (status === file.status && status !== "uploaded") return statusView(file);
    const after = status === file.status ? file : await save(file, at);
    if (status === "uploaded") await queue.send(file);
    return statusView(after);

    async function save(before: FileRecord, at: string): Promise<FileRecord> {
      const next = advance(before, { to: status, by: "operator", at, details, set: alongside(status) });
      if (status === "completed") await requireBytes(storage, next);
      const written = await files.save(before, next);
      if (!written.ok) throw new ChangedMeanwhile();
      return written.file;
    }
  };

/** The other members that change with a status. */
const alongside = (status: UpdateRequest["status"]): Partial<FileRecord> => {
  if (status === "error") return { error_code: "set-by-operator", retryable: false };
  return status === "uploaded" ? { attempts: 0 } : {};
};

/** `completed` requires the bytes at their destination. */
const requireBytes = async (storage: UpdatePorts["storage"], file: FileRecord): Promise<void> => {
  const found = await storage.head(file.dest_path);
  if (found?.size !== file.len) throw new BytesNotFound(file.dest_path, file.len);
};
