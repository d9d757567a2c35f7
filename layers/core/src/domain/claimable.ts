import type { FileRecord } from "./file.ts";
import { CLAIMABLE } from "./status.ts";

type Claim = Pick<FileRecord, "key_path" | "dest_path"> & {
  lease_owner: string;
  at: string;
  max_attempts: number;
};

/** Whether the table accepts this claim of this record. claimUpdate has the same condition as an expression. */
export const mayClaim = (file: FileRecord, claim: Claim): boolean => {
  if (file.key_path !== claim.key_path || file.dest_path !== claim.dest_path) return false;
  if (file.attempts >= claim.max_attempts) return false;
  if (CLAIMABLE.includes(file.status)) return true;
  const free =
    file.lease_until === undefined || file.lease_until < claim.at || file.lease_owner === claim.lease_owner;
  return file.status === "processing" && free;
};
