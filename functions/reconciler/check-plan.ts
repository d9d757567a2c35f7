import {
  type FileRecord,
  faultOfUpload,
  nextPlanCheck,
  type OpenPlan,
  postponeCheck,
  secondsAfter,
  type UploadedPart,
} from "@malote/core";
import type { FileOutcome, ReconcilerPorts } from "./ports.ts";
import { requeue } from "./requeue.ts";

/** A client that sent a part within this time is not dead. It may still replace a part, and confirms the upload itself. */
const QUIET_SECONDS = 3600;

/**
 * Checks a plan that has not ended. If its client died after the last part, the file is queued. Otherwise it is checked again
 * when its age has doubled: a plan of a week costs nine checks at the most.
 */
export const checkPlan = async (
  ports: Pick<ReconcilerPorts, "files" | "storage" | "queue">,
  plan: OpenPlan,
  at: string,
): Promise<FileOutcome> => {
  const parts = await ports.storage.uploadedParts(plan, plan.upload_id);
  if (parts && faultOfUpload(plan, parts) === undefined && isQuiet(parts, at))
    return requeue(ports, plan, at);
  const { ok } = await ports.files.save(plan, postponeCheck(plan, nextPlanCheck(plan, at)));
  return ok ? "not-yet" : "changed-meanwhile";
};

const isQuiet = (parts: readonly UploadedPart[], at: string): boolean => {
  const since = secondsAfter(at, -QUIET_SECONDS);
  return parts.every(({ last_modified }) => last_modified === undefined || last_modified <= since);
};

/** Whether the client of this plan may still send parts. */
export const isOpenPlan = (file: FileRecord): file is OpenPlan =>
  file.part_bytes !== undefined && file.upload_id !== undefined;
