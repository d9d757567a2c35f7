import type { Caller, FileRecord, ObjectHead } from "@malote/core";
import { answerOf, queueUploaded } from "./answer.ts";
import type { Confirmation, ConfirmPorts } from "./ports.ts";

/**
 * Queues a file in `error` again if that may help: the error says that a retry may, or other bytes are in temp/ since. The
 * mover judges them like the first ones, with its attempts at 0. A worker's or an operator's own `error` stays.
 * `uploaded` is written before the message is sent: a mover that finds the error first would acknowledge the message.
 * @throws FileNotFound (404)
 */
export const retryAfterError = async (
  ports: ConfirmPorts,
  file: FileRecord,
  caller: Caller,
  at: string,
): Promise<Confirmation> => {
  const found = file.error_code === SET_BY_OPERATOR ? undefined : await ports.storage.head(file.key_path);
  if (!found || !mayHelp(file, found)) return answerOf(false, file);
  return queueUploaded(ports, file, caller, at, { attempts: 0, confirmed_etag: found.etag });
};

const SET_BY_OPERATOR = "set-by-operator";

/**
 * Whether the error itself says that a retry may help, or the bytes in temp/ are not those that the mover judged. A file that
 * was confirmed has their ETag. Otherwise the time decides: S3 gives it in whole seconds, so bytes of the same second count as
 * newer, and are judged once too often.
 */
const mayHelp = (file: FileRecord, { etag, last_modified }: ObjectHead): boolean => {
  if (file.retryable) return true;
  if (file.confirmed_etag !== undefined) return etag !== file.confirmed_etag;
  const wholeSecond = file.updated_at.replace(/\.\d+Z$/, ".000Z");
  return last_modified !== undefined && last_modified >= wholeSecond;
};

/** Whether the file is `uploaded` by a confirmation after an `error`, whose message may not have been sent. */
export const wasRetried = ({ status, history }: FileRecord): boolean =>
  status === "uploaded" && history.at(-1)?.by !== "mover" && history.at(-2)?.status === "error";
