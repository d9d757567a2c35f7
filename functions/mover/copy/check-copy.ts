import { amend } from "@malote/core";
import { ClaimLost, SourceChanged } from "../faults.ts";
import type { FoundSource } from "../find-source.ts";
import type { Bucket, Claim, MoverPorts } from "../ports.ts";
import { type SavePorts, saveClaimed } from "../save-claimed.ts";

export type CheckCopyPorts = SavePorts & Bucket<"peek" | "deleteIfMatch"> & Pick<MoverPorts, "clock">;

/**
 * Compares the first bytes of the copy with the verified bytes. The ETag of a POST is an MD5, and anybody can make two
 * files with the same MD5. So the condition on the source's ETag does not show that S3 copied the verified bytes.
 * The copy is deleted only after a write on the version of the claim: without the claim, it may be the copy of another
 * mover, which completed the file.
 * @throws SourceChanged when the bytes differ, or nothing is at dest_path; ClaimLost
 */
export const checkCopy = async (
  ports: CheckCopyPorts,
  claim: Claim,
  { size, head }: FoundSource,
): Promise<void> => {
  const { dest_path, len } = claim.file;
  const copy = await ports.storage.peek(dest_path, { empty: len === 0 });
  if (!copy) throw new SourceChanged("the copy went away before it was checked");
  if (copy.size === size && Buffer.from(head).equals(copy.head)) return;

  const at = ports.clock().toISOString();
  const written = await saveClaimed(ports, claim.file, (from) => amend(from, at, {}));
  if (!written.ok) throw new ClaimLost(written.current);
  claim.file = written.file;
  await ports.storage.deleteIfMatch(dest_path, copy.etag);
  throw new SourceChanged("the copy has other bytes than those that were verified, with the same ETag");
};
