import { amend, type Checksums, type CopiedPart, copyPartBytes, type FileRecord } from "@malote/core";
import { ClaimLost } from "../faults.ts";
import type { Bucket, MoverPorts, Source } from "../ports.ts";
import { type SavePorts, saveClaimed } from "../save-claimed.ts";
import { type AbandonPorts, abandonCopy } from "./abandon-copy.ts";
import { asServed } from "./as-served.ts";
import { type CheckPorts, findCopy } from "./check-destination.ts";

export type OpenCopyPorts = SavePorts &
  AbandonPorts &
  CheckPorts &
  Bucket<"startCopy" | "copiedParts"> &
  Pick<MoverPorts, "clock" | "parts">;

/** The record as it is now, and the parts that are copied already, or the checksums of a copy that is complete. */
export type OpenCopy = { file: FileRecord } & ({ parts: CopiedPart[] } | { copied: Checksums });

/**
 * Finds the multipart upload that copies these bytes, or begins one. S3's own list says which parts exist.
 * An upload that was begun with other bytes is aborted, and never continued.
 * @throws ClaimLost when another writer changed the record; FinalFault when dest_path has other bytes
 */
export const openCopy = async (ports: OpenCopyPorts, file: FileRecord, source: Source): Promise<OpenCopy> => {
  if (file.copy_upload_id === undefined) return beginCopy(ports, file, source);
  if (file.copy_source_etag !== source.etag) {
    await ports.storage.abortUpload(file.dest_path, file.copy_upload_id);
    return beginCopy(ports, file, source);
  }
  const parts = await ports.storage.copiedParts(file, file.copy_upload_id);
  if (parts) return { file, parts };
  // The upload is gone. An attempt that was cut off completed it, or another mover or the lifecycle rule aborted it.
  const copied = await findCopy(ports, file, source);
  if (copied) return { file, copied };
  return beginCopy(ports, file, source);
};

/** The upload's id is in the record before any part is copied, so that the next mover can continue it. */
const beginCopy = async (ports: OpenCopyPorts, file: FileRecord, source: Source): Promise<OpenCopy> => {
  const { storage, clock, parts } = ports;
  const copy_upload_id = await storage.startCopy(asServed(file, source), source.etag, source.size);
  const at = clock().toISOString();
  const begun = {
    copy_upload_id,
    copy_source_etag: source.etag,
    copy_part_bytes: copyPartBytes(source.size, parts),
  };
  try {
    const written = await saveClaimed(ports, file, (from) => amend(from, at, begun));
    if (written.ok) return { file: written.file, parts: [] };
    throw new ClaimLost(written.current);
  } catch (thrown) {
    // If the write took effect all the same, the next attempt finds the upload gone and begins another.
    await abandonCopy(ports, { ...file, ...begun });
    throw thrown;
  }
};
