import {
  ChangedMeanwhile,
  type FileRecord,
  type Files,
  type MoveQueue,
  quarantine,
  redirectQuarantine,
  TransitionNotAllowed,
  type UpdateRequest,
} from "@malote/core";

export type QuarantinePorts = { files: Pick<Files, "save">; queue: MoveQueue };

/**
 * Quarantines a completed file, or releases a quarantined one. The record is written first, so that no download is signed
 * any more. Then a message lets the mover move the bytes. If the message is not sent, the reconciler sends one, and so does
 * a repeated request.
 * @throws TransitionNotAllowed, ChangedMeanwhile (409)
 */
export const quarantineFile = async (
  { files, queue }: QuarantinePorts,
  file: FileRecord,
  request: UpdateRequest,
  at: string,
): Promise<FileRecord> => {
  const next = nextOf(file, request, at);
  const written = next === file ? { ok: true as const, file } : await files.save(file, next);
  if (!written.ok) throw new ChangedMeanwhile();
  if (written.file.quarantine_step !== "held") await queue.send(file);
  return written.file;
};

/** The record after the request. The same record if it already is on its way there. */
const nextOf = (file: FileRecord, { status, details }: UpdateRequest, at: string): FileRecord => {
  if (file.status !== "quarantined") return quarantine(file, at, details);
  const isLeaving = file.quarantine_step === "leaving";
  if (status === "completed") return isLeaving ? file : redirectQuarantine(file, "leaving", at, details);
  if (status === "quarantined") return isLeaving ? redirectQuarantine(file, "entering", at, details) : file;
  throw new TransitionNotAllowed(file.status, status);
};
