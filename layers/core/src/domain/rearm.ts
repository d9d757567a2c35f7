import { advance, amend } from "./advance.ts";
import type { FileRecord } from "./file.ts";
import { openShard } from "./open-index.ts";
import type { Plan } from "./plan.ts";
import { secondsAfter } from "./time.ts";

/** Whether nothing has arrived for the file, as far as its record shows: no mover has claimed it, and nobody confirmed it. */
export const waitsForBytes = ({ status }: FileRecord): boolean =>
  status === "pending" || status === "expired";

/**
 * Whether the reconciler found bytes after the end of the form or the plan, and queued the file. Only then is the next check
 * of a pending file later than that end.
 */
export const wasFound = ({ status, check_at, expires_at }: FileRecord): boolean =>
  status === "pending" && check_at !== undefined && check_at > expires_at;

/** Whole seconds for which the form of the file is still valid at `now`; 0 or less if it is not. */
export const secondsOfForm = ({ status, expires_at }: FileRecord, now: Date): number =>
  status === "pending" ? Math.floor((Date.parse(expires_at) - now.getTime()) / 1000) : 0;

/**
 * The same file with another time to send its bytes, from `at` on. It is due for a check when that time ends. A record
 * that was retired is not purged any more.
 * @throws TransitionNotAllowed when the file does not wait for bytes
 */
export const rearm = (
  file: FileRecord,
  by: "owner" | "relay",
  at: string,
  expiresInSeconds: number,
): FileRecord => {
  const expires_at = secondsAfter(at, expiresInSeconds);
  const set = { requested_at: at, expires_at, check_at: expires_at, open_shard: openShard(file.file_id) };
  return file.status === "pending" ? amend(file, at, set) : advance(file, { to: "pending", by, at, set });
};

/** The same plan with another multipart upload, that of `requested`, which was announced at `at`. */
export const rearmPlan = (
  file: FileRecord,
  by: "owner" | "relay",
  at: string,
  requested: Plan,
): FileRecord => {
  const { upload_id, checksum_type, part_bytes, expires_at, check_at, open_shard } = requested;
  const set = { requested_at: at, upload_id, checksum_type, part_bytes, expires_at, check_at, open_shard };
  // Undefined removes a member in a transition only.
  const { checksum_type: _, ...kept } = file;
  const given = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
  return file.status === "pending" ? amend(kept, at, given) : advance(file, { to: "pending", by, at, set });
};
