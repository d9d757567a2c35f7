import type { OperatorFileView } from "../contract/responses.ts";
import type { FileRecord } from "../domain/file.ts";
import type { Status } from "../domain/status.ts";
import { fileView } from "./file-views.ts";

/** The members of the record that only operators see. A member that the record lacks is left out. */
const FOR_OPERATORS = [
  "owner",
  "cause",
  "attempts",
  "lease_owner",
  "lease_until",
  "check_at",
  "expires_at",
  "key_path",
  "dest_path",
  "quarantine_path",
  "quarantine_step",
  "upload_id",
  "copy_upload_id",
  "version",
] as const satisfies readonly (keyof FileRecord)[];

/** @param allowed the statuses that an operator may set now (choicesOf) */
export const operatorFileView = (file: FileRecord, allowed: readonly Status[]): OperatorFileView => ({
  ...fileView(file),
  ...membersOf(file, FOR_OPERATORS),
  ...(file.purge_at !== undefined && { purge_at: new Date(file.purge_at * 1000).toISOString() }),
  allowed: [...allowed],
});

const membersOf = <K extends keyof FileRecord>(
  file: FileRecord,
  names: readonly K[],
): Pick<FileRecord, K> => {
  const given = names.filter((name) => file[name] !== undefined).map((name) => [name, file[name]]);
  return Object.fromEntries(given) as Pick<FileRecord, K>;
};
