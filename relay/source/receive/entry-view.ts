import type { Entry } from "../types/entry.ts";

const time = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

/** An entry of the spool, as its owner sees it. */
export const entryView = (entry: Entry): object => ({
  id: entry.id,
  state: entry.state,
  file_name: entry.name,
  len: entry.size,
  checksum: entry.crc32 === undefined ? undefined : { algorithm: "CRC32", value: entry.crc32 },
  /** Of the service, once it knows the file. */
  file_id: entry.fileId,
  reason: entry.reason && {
    code: entry.reason.code,
    detail: entry.reason.message,
    at: time(entry.reason.at),
  },
  attempts: entry.attempts,
  accepted_at: time(entry.acceptedAt),
  sent_at: time(entry.sentAt),
  completed_at: time(entry.completedAt),
});
