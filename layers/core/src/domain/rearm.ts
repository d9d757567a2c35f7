import { advance, amend } from "./advance.ts";
import type { FileRecord } from "./file.ts";
import { openShard } from "./open-index.ts";
import { secondsAfter } from "./time.ts";

/** Whether nothing has arrived for the file, as far as its record shows: no mover has claimed it, and nobody confirmed it. */
export const waitsForBytes = ({ status }: FileRecord): boolean =>
  status === "pending" || status === "expired";

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
