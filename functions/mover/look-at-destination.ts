import type { FileRecord } from "@malote/core";
import { FinalFault } from "./faults.ts";
import type { MoverPorts } from "./ports.ts";
import type { Source } from "./verify-bytes.ts";

/**
 * Whether dest_path holds a copy of these very bytes: an earlier try's, which is success. False where
 * nothing is there.
 * @throws FinalFault where other bytes have won, or a copy lies there without the declared checksum
 */
export const lookAtDestination = async (
  ports: MoverPorts,
  file: FileRecord,
  source: Source,
): Promise<boolean> => {
  const there = await ports.storage.head(file.dest_path);
  if (!there) return false;
  if (there.metadata["malote-source-etag"] !== source.etag.replaceAll('"', ""))
    throw new FinalFault("destination-taken", "Other bytes of this file had already been stored.", {
      cause: `${file.dest_path} holds ${there.etag}, copied from ${there.metadata["malote-source-etag"] ?? "elsewhere"}`,
    });
  const computed = file.checksum && there.checksums[file.checksum.algorithm];
  if (computed !== undefined && computed !== file.checksum?.value) await discardCopy(ports, file, there.etag);
  return true;
};

/** S3 refuses a POST whose bytes have another checksum than declared; should some ever pass, they do not stay. */
export const discardCopy = async (
  { storage }: MoverPorts,
  file: FileRecord,
  etag: string,
): Promise<never> => {
  await storage.deleteIfMatch(file.dest_path, etag);
  throw new FinalFault("checksum-differs", "The bytes do not have the announced checksum.", {
    cause: `the copy's ${file.checksum?.algorithm} is not ${file.checksum?.value}`,
  });
};
