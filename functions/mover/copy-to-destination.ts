import type { FileRecord } from "@malote/core";
import { SourceChanged } from "./faults.ts";
import { discardCopy, lookAtDestination } from "./look-at-destination.ts";
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
      // Either condition: an earlier try of ours is success, other bytes have won, or the source was replaced.
      if (await lookAtDestination(ports, file, source)) return;
      throw new SourceChanged("the source was replaced between the look and the copy");
  }
};
