import {
  advance,
  type Caller,
  FileNotFound,
  type FileRecord,
  mayTrack,
  moveMessage,
  statusView,
  trackerOf,
} from "@malote/core";
import type { Confirmation, ConfirmPorts } from "./ports.ts";

/** @throws FileNotFound (404) if there is no such file, or the caller may not follow it */
export const tracked = (caller: Caller, file: FileRecord | undefined): FileRecord => {
  if (!mayTrack(caller, file)) throw new FileNotFound();
  return file;
};

export const answerOf = (queued: boolean, file: FileRecord): Confirmation => ({
  queued,
  view: statusView(file),
});

/**
 * Writes `uploaded`, and sends the message then. If it is not sent, another confirmation sends it, or the reconciler does
 * after 15 minutes. If somebody else wrote the record meanwhile, nothing is queued.
 * @throws FileNotFound (404)
 */
export const queueUploaded = async (
  { files, queue, clock = () => new Date() }: ConfirmPorts,
  file: FileRecord,
  caller: Caller,
  setFor: (at: string) => Partial<FileRecord>,
): Promise<Confirmation> => {
  const at = clock().toISOString();
  const by = trackerOf(caller, file);
  const written = await files.save(file, advance(file, { to: "uploaded", by, at, set: setFor(at) }));
  if (!written.ok) return answerOf(false, tracked(caller, written.current));
  await queue.send(moveMessage(written.file));
  return answerOf(true, written.file);
};
