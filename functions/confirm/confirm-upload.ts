import {
  type Caller,
  type ConfirmRequest,
  type FileRecord,
  isPlan,
  keepsCheck,
  NotUploadedYet,
  UploadExpired,
  waitsForBytes,
} from "@malote/core";
import { answerOf, mayBecomeUploaded, saveUploaded, tracked } from "./answer.ts";
import { confirmPlan } from "./confirm-plan.ts";
import type { Confirmation, ConfirmPorts } from "./ports.ts";
import { retryAfterError, wasRetried } from "./retry-after-error.ts";
import { refuseFactsOfPlans } from "./whole-file.ts";

export type { Confirmation, ConfirmPorts } from "./ports.ts";

/**
 * Queues a file whose client confirms that its bytes are in the bucket. A HEAD checks that.
 * The message is sent before `uploaded` is written. If one of the two fails, the caller retries, and no record is
 * `uploaded` without a message. S3's notification may be faster at any point; then the current status is returned. A file
 * in `error` is queued again if that may help.
 * @throws FileNotFound (404), NotUploadedYet (409), UploadExpired (410), and what confirmPlan throws
 */
export const confirmUpload =
  (ports: ConfirmPorts) =>
  async (request: ConfirmRequest, caller: Caller): Promise<Confirmation> => {
    const { files, storage, queue, clock = () => new Date() } = ports;
    const file = tracked(caller, await files.get(request.file_id));
    const at = clock().toISOString();
    if (isPlan(file)) return confirmPlan(ports, file, request, caller, at);
    refuseFactsOfPlans(file, request);
    if (file.status === "error") return retryAfterError(ports, file, caller, at);
    if (!mayBecomeUploaded(caller, file)) {
      if (wasRetried(file)) await queue.send(file);
      return answerOf(false, file);
    }

    const found = await storage.head(file.key_path);
    if (!found) return movedMeanwhile(ports, file, caller, at);
    await queue.send(file);
    const { open_shard, check_at } = file;
    const set = { confirmed_etag: found.etag, ...(keepsCheck(file, at) && { open_shard, check_at }) };
    const written = await saveUploaded(ports, file, caller, at, set);
    return answerOf(true, written.ok ? written.file : tracked(caller, written.current));
  };

/** If the mover was faster than this call, temp/ is empty too. Only then does the file not wait for bytes any more. */
const movedMeanwhile = async (
  { files }: ConfirmPorts,
  { file_id }: FileRecord,
  caller: Caller,
  at: string,
): Promise<Confirmation> => {
  const now = tracked(caller, await files.get(file_id));
  if (!waitsForBytes(now)) return answerOf(false, now);
  // S3 refuses a POST that begins after its policy has expired. A POST that began before may still arrive, and is moved.
  const Absent = now.status === "expired" || at > now.expires_at ? UploadExpired : NotUploadedYet;
  throw new Absent(now.expires_at);
};
