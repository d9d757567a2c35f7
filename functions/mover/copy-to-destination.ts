import type { FileRecord } from "@malote/core";
import { FinalFault, SourceChanged } from "./faults.ts";
import type { MoverPorts } from "./ports.ts";
import type { Source } from "./verify-bytes.ts";

/**
 * Copies the verified bytes, those and no others, to where nothing is yet.
 * @throws FinalFault, SourceChanged
 */
export const copyToDestination = async (
  ports: MoverPorts,
  file: FileRecord,
  source: Source,
): Promise<void> => {
  const copy = await ports.storage.copy(file, source.etag, source.size);
  switch (copy.result) {
    case "copied":
      return;
    case "source-missing":
      throw new SourceChanged("the source went away between the look and the copy");
    case "checksum-differs":
      return discardCopy(ports, file, copy.etag);
    case "precondition-failed":
      return lookAtDestination(ports, file, source);
  }
};

/** 412 is either condition: an earlier try of ours is success, other bytes have won, or the source was replaced. */
const lookAtDestination = async (ports: MoverPorts, file: FileRecord, source: Source): Promise<void> => {
  const there = await ports.storage.head(file.dest_path);
  if (!there) throw new SourceChanged("the source was replaced between the look and the copy");
  if (there.metadata["malote-source-etag"] !== source.etag.replaceAll('"', ""))
    throw new FinalFault("destination-taken", "Other bytes of this file had already been stored.", {
      cause: `${file.dest_path} holds ${there.etag}, copied from ${there.metadata["malote-source-etag"] ?? "elsewhere"}`,
    });
  const computed = file.checksum && there.checksums[file.checksum.algorithm];
  if (computed !== undefined && computed !== file.checksum?.value) await discardCopy(ports, file, there.etag);
};

/** S3 refuses a POST whose bytes have another checksum than declared; should some ever pass, they do not stay. */
const discardCopy = async ({ storage }: MoverPorts, file: FileRecord, etag: string): Promise<never> => {
  await storage.deleteIfMatch(file.dest_path, etag);
  throw new FinalFault("checksum-differs", "The bytes do not have the announced checksum.", {
    cause: `the copy's ${file.checksum?.algorithm} is not ${file.checksum?.value}`,
  });
};
