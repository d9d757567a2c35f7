import {
  advance,
  type Caller,
  FileNotFound,
  type FileRecord,
  mayTrack,
  reachable,
  statusView,
  trackerOf,
  type Written,
} from "@malote/core";
import type { Confirmation, ConfirmPorts } from "./ports.ts";

/** @throws FileNotFound (404) if there is no such file, or the caller may not follow it */
export const tracked = (caller: Caller, file: FileRecord | undefined): FileRecord => {
  if (!mayTrack(caller, file)) throw new FileNotFound();
  return file;
};

export const mayBecomeUploaded = (caller: Caller, file: FileRecord): boolean =>
  reachable(trackerOf(caller, file), file.status).includes("uploaded");

export const answerOf = (queued: boolean, file: FileRecord): Confirmation => ({
  queued,
  view: statusView(file),
});

export const saveUploaded = (
  { files }: ConfirmPorts,
  file: FileRecord,
  caller: Caller,
  at: string,
  set: Partial<FileRecord>,
): Promise<Written> =>
  files.save(file, advance(file, { to: "uploaded", by: trackerOf(caller, file), at, set }));

/**
 * Writes `uploaded`, and sends the message then. If it is not sent, another confirmation sends it, or the reconciler does
 * after 15 minutes. If somebody else wrote the record meanwhile, nothing is queued.
 * @throws FileNotFound (404)
 */
export const queueUploaded = async (
  ports: ConfirmPorts,
  file: FileRecord,
  caller: Caller,
  at: string,
  set: Partial<FileRecord>,
): Promise<Confirmation> => {
  const written = await saveUploaded(ports, file, caller, at, set);
  if (!written.ok) return answerOf(false, tracked(caller, written.current));
  await ports.queue.send(written.file);
  return answerOf(true, written.file);
};
