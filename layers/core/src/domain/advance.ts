import { endedAttributes } from "./ended.ts";
import { TransitionNotAllowed } from "./errors.ts";
import type { Change, FileRecord } from "./file.ts";
import { historyOf } from "./history.ts";
import { openIndexAttributes } from "./open-index.ts";
import { type Actor, reachable, type Status } from "./status.ts";

export type Step = {
  to: Status;
  by: Actor;
  at: string;
  details?: string | undefined;
  /** Other attributes that this step writes; undefined removes the attribute. */
  set?: { [K in keyof FileRecord]?: FileRecord[K] | undefined };
};

/** Attributes that belong to one stay in a status. A transition removes them. */
const CLEARED_BY_TRANSITION = [
  "details",
  "error_code",
  "cause",
  "retryable",
  "lease_owner",
  "lease_until",
  "lease_id",
  "open_shard",
  "check_at",
  "purge_at",
  "ended",
  "ended_at",
  "quarantine_step",
  "release_reason",
] as const;

/**
 * The record after one step of the table of transitions, with the next version.
 * @throws TransitionNotAllowed when the table does not have the step
 */
export const advance = (file: FileRecord, { to, by, at, details, set = {} }: Step): FileRecord => {
  if (!reachable(by, file.status).includes(to)) throw new TransitionNotAllowed(file.status, to);
  const change: Change = { status: to, at, by, ...(details !== undefined && { details }) };
  const next: Record<string, unknown> = { ...file };
  for (const name of CLEARED_BY_TRANSITION) delete next[name];
  Object.assign(next, openIndexAttributes(file.file_id, to, at), endedAttributes(to, at), {
    status: to,
    details,
    version: file.version + 1,
    updated_at: at,
    history: historyOf([...file.history, change]),
    // The index of open files shows by it that a plan is not pending any more.
    ...(file.part_bytes !== undefined &&
      (to === "uploaded" || to === "processing") && { arrived_at: file.arrived_at ?? at }),
    ...set,
  });
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as FileRecord;
};

/** The record with `set` written into it: the same status, the next version. */
export const amend = (file: FileRecord, at: string, set: Partial<FileRecord>): FileRecord => ({
  ...file,
  ...endedAttributes(file.status, at),
  ...set,
  version: file.version + 1,
  updated_at: at,
});

/** For `Step.set`: removes the attributes of a multipart copy. */
export const NO_COPY = {
  copy_upload_id: undefined,
  copy_source_etag: undefined,
  copy_part_bytes: undefined,
} as const;
