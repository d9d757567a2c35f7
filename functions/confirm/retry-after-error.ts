import {
  advance,
  type Caller,
  FileNotFound,
  type FileRecord,
  mayTrack,
  moveMessage,
  type ObjectHead,
  statusView,
  trackerOf,
} from "@malote/core";
import type { Confirmation, ConfirmPorts } from "./ports.ts";

/**
 * Queues a file in `error` again if that may help: the error says that a retry may, or other bytes are in temp/ since. The
 * mover judges them like the first ones, with its attempts at 0. A worker's or an operator's own `error` stays.
 * `uploaded` is written before the message is sent: a mover that finds the error first would acknowledge the message. If
 * the message is not sent, another confirmation sends it (wasRetried), or the reconciler does after 15 minutes.
 * @throws FileNotFound (404)
 */
export const retryAfterError = async (
  { files, storage, queue, clock = () => new Date() }: ConfirmPorts,
  file: FileRecord,
  caller: Caller,
): Promise<Confirmation> => {
  const found = file.error_code === SET_BY_OPERATOR ? undefined : await storage.head(file.key_path);
  if (!found || !mayHelp(file, found)) return { queued: false, view: statusView(file) };
  const set = { attempts: 0, confirmed_etag: found.etag };
  const at = clock().toISOString();
  const written = await files.save(
    file,
    advance(file, { to: "uploaded", by: trackerOf(caller, file), at, set }),
  );
  if (!written.ok) {
    if (!mayTrack(caller, written.current)) throw new FileNotFound();
    return { queued: false, view: statusView(written.current) };
  }
  await queue.send(moveMessage(written.file));
  return { queued: true, view: statusView(written.file) };
};

const SET_BY_OPERATOR = "set-by-operator";

const mayHelp = (file: FileRecord, found: ObjectHead): boolean =>
  file.retryable === true || wasReplaced(file, found);

/**
 * Whether the bytes in temp/ are not those that the mover judged. A file that was confirmed has their ETag. Otherwise the
 * time decides: S3 gives it in whole seconds, so bytes of the same second count as newer, and are judged once too often.
 */
const wasReplaced = (file: FileRecord, { etag, last_modified }: ObjectHead): boolean => {
  if (file.confirmed_etag !== undefined) return etag !== file.confirmed_etag;
  return last_modified !== undefined && last_modified >= wholeSecond(file.updated_at);
};

const wholeSecond = (at: string): string => at.replace(/\.\d+Z$/, ".000Z");

/** Whether the file is `uploaded` by a confirmation after an `error`, whose message may not have been sent. */
export const wasRetried = ({ status, history }: FileRecord): boolean =>
  status === "uploaded" && history.at(-1)?.by !== "mover" && history.at(-2)?.status === "error";
