import type { Checksums, FileRecord } from "@malote/core";
import { SourceChanged } from "../faults.ts";
import type { Bucket, Source } from "../ports.ts";
import { asServed } from "./as-served.ts";
import { type CheckPorts, discardCopy, findCopy } from "./check-destination.ts";

export type CopyWholePorts = CheckPorts & Bucket<"copy">;

/**
 * Copies a file in one call. Returns the checksums that S3 computed of the copy.
 * @throws FinalFault, SourceChanged
 */
export const copyWhole = async (
  ports: CopyWholePorts,
  file: FileRecord,
  source: Source,
): Promise<Checksums> => {
  const copy = await ports.storage.copy(asServed(file, source), source.etag, source.size);
  switch (copy.result) {
    case "copied":
      return copy.checksums;
    case "source-missing":
      throw new SourceChanged("the source went away between the look and the copy");
    case "checksum-differs":
      return discardCopy(ports, file, copy.etag);
    case "precondition-failed": {
      // Either condition failed: dest_path has an object, which may be an earlier copy of ours, or the source changed.
      const earlier = await findCopy(ports, file, source);
      if (earlier) return earlier;
      throw new SourceChanged("the source was replaced between the look and the copy");
    }
  }
};
