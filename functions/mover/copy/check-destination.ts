import { type Checksums, type FileRecord, stampedEtag, unquoted } from "@malote/core";
import { FinalFault } from "../faults.ts";
import type { Bucket, Source } from "../ports.ts";

export type CheckPorts = Bucket<"head" | "deleteIfMatch">;

/**
 * The checksums of a copy of exactly these bytes at dest_path, which an earlier attempt made. Undefined when it has nothing.
 * @throws FinalFault `destination-taken` when it has other bytes, `checksum-differs` when the copy does not have the
 * declared checksum
 */
export const findCopy = async (
  ports: CheckPorts,
  file: FileRecord,
  source: Source,
): Promise<Checksums | undefined> => {
  const there = await ports.storage.head(file.dest_path);
  if (!there) return undefined;
  const copiedFrom = stampedEtag(there.metadata);
  if (copiedFrom !== unquoted(source.etag))
    throw new FinalFault("destination-taken", "Other bytes of this file had already been stored.", {
      cause: `${file.dest_path} holds ${there.etag}, copied from ${copiedFrom ?? "elsewhere"}`,
    });
  const computed = file.checksum && there.checksums[file.checksum.algorithm];
  if (computed !== undefined && computed !== file.checksum?.value) await discardCopy(ports, file, there.etag);
  return there.checksums;
};

/**
 * Deletes a copy that does not have the declared checksum, if it still has `etag`. S3 refuses such bytes already at
 * the upload, so this is a second line of defence.
 * @throws FinalFault `checksum-differs`, always
 */
export const discardCopy = async (
  { storage }: Bucket<"deleteIfMatch">,
  file: FileRecord,
  etag: string,
): Promise<never> => {
  await storage.deleteIfMatch(file.dest_path, etag);
  throw new FinalFault("checksum-differs", "The bytes do not have the announced checksum.", {
    cause: `the copy's ${file.checksum?.algorithm} is not ${file.checksum?.value}`,
  });
};
