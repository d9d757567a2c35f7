import { advance, type FileRecord } from "@malote/core";

/** A file in `error` as one that is moved again: its way leads through `uploaded`, and its attempts begin anew. */
export const reclaim = (
  file: FileRecord,
  lease: { lease_owner: string; lease_until: string },
  at: string,
): FileRecord => {
  const uploaded = advance(file, { to: "uploaded", by: "mover", at, set: { attempts: 0 } });
  const set = { ...lease, check_at: lease.lease_until, attempts: 1 };
  return advance(uploaded, { to: "processing", by: "mover", at, set });
};
