import type { FileStatusChanged } from "../contract/events.ts";
import type { FileRecord } from "../domain/file.ts";
import { type NewChange, newChanges } from "../domain/new-changes.ts";
import { fileView } from "./file-views.ts";

/**
 * One event for each change of status that a write made, oldest first.
 * @param before the record before the write; undefined for a new record
 */
export const statusEvents = (before: FileRecord | undefined, after: FileRecord): FileStatusChanged[] =>
  newChanges(before, after).map((made) => ({
    id: `${after.file_id}:${after.version}:${made.change.status}`,
    version: after.version,
    ...(made.previous && { previous: made.previous }),
    owner: after.owner,
    ...fileView(recordAt(made, after)),
  }));

/** The record as it was right after the change. What the record says about a later status is left out. */
const recordAt = ({ change, history, isLast }: NewChange, after: FileRecord): FileRecord => {
  if (isLast) return { ...after, history };
  const { details: _, error_code, retryable, verified, ...others } = after;
  return {
    ...others,
    status: change.status,
    ...(change.details !== undefined && { details: change.details }),
    updated_at: change.at,
    history,
  };
};
