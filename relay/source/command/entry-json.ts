import type { Entry } from "../types/entry.ts";

const time = (ms: number | undefined): string | undefined =>
  ms === undefined || ms === 0 ? undefined : new Date(ms).toISOString();

/** An entry, as `--json` prints it and as the manifest of an export has it. Members that are not known are left out. */
export const entryJson = (entry: Entry) => ({
  id: entry.id,
  state: entry.state,
  owner: entry.owner,
  file_name: entry.name,
  type: entry.type,
  path: entry.path,
  tags: entry.tags,
  len: entry.size,
  crc32: entry.crc32,
  file_id: entry.fileId,
  accepted_at: time(entry.acceptedAt),
  attempts: entry.attempts,
  next_at: time(entry.nextAt),
  sent_at: time(entry.sentAt),
  completed_at: time(entry.completedAt),
  reason: entry.reason && {
    code: entry.reason.code,
    message: entry.reason.message,
    at: time(entry.reason.at),
  },
});
