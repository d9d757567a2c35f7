import { amend, type CopiedPart, type FileRecord } from "@malote/core";
import { lookAtDestination } from "./look-at-destination.ts";
import type { MoverPorts } from "./ports.ts";
import { saveClaimed } from "./save-claimed.ts";
import type { Source } from "./verify-bytes.ts";

/** S3's limit: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_PARTS = 10_000;

export type Progress =
  /** To go on with: `file` as it is now, and the parts that are there already. */
  | { state: "open"; file: FileRecord; parts: CopiedPart[] }
  /** An earlier try had completed it. */
  | { state: "arrived"; file: FileRecord }
  /** Somebody else wrote to the record first. */
  | { state: "lost"; current: FileRecord | undefined };

/** Whether a file goes in parts: a long one, or one that has begun to. */
export const goesInParts = ({ parts }: MoverPorts, file: FileRecord): boolean =>
  file.len > parts.thresholdBytes || file.copy_upload_id !== undefined;

/**
 * The multipart upload that copies these bytes: the one the record knows, or a new one. S3's own list says
 * which parts are there. An upload that was begun with other bytes is aborted, never gone on with.
 * @throws FinalFault where the destination is taken
 */
export const openCopy = async (ports: MoverPorts, file: FileRecord, source: Source): Promise<Progress> => {
  if (file.copy_upload_id === undefined) return beginCopy(ports, file, source);
  if (file.copy_source_etag !== source.etag) {
    await ports.storage.abortUpload(file.dest_path, file.copy_upload_id);
    return beginCopy(ports, file, source);
  }
  const parts = await ports.storage.copiedParts(file, file.copy_upload_id);
  if (parts) return { state: "open", file, parts };
  // Completed by a try that was cut off then, or aborted: by the lifecycle rule, or by whoever lost the file.
  if (await lookAtDestination(ports, file, source)) return { state: "arrived", file };
  return beginCopy(ports, file, source);
};

/** The upload's id is in the record before any part is copied, so that a mover cut off leaves it to be found. */
const beginCopy = async (ports: MoverPorts, file: FileRecord, source: Source): Promise<Progress> => {
  const { storage, clock, parts } = ports;
  const copy_upload_id = await storage.startCopy(file, source.etag, source.size);
  const at = clock().toISOString();
  const begun = {
    copy_upload_id,
    copy_source_etag: source.etag,
    copy_part_bytes: Math.max(parts.partBytes, Math.ceil(source.size / MOST_PARTS)),
  };
  try {
    const written = await saveClaimed(ports, file, (from) => amend(from, at, begun));
    if (written.ok) return { state: "open", file: written.file, parts: [] };
    await abandonCopy(ports, { ...file, ...begun });
    return { state: "lost", current: written.current };
  } catch (thrown) {
    // Should it be in the record all the same, the next try finds it gone and begins anew.
    await abandonCopy(ports, { ...file, ...begun });
    throw thrown;
  }
};

/** Aborts the copy that the record knows, if any. What cannot be aborted now is left to the lifecycle rule. */
export const abandonCopy = async ({ storage, report }: MoverPorts, file: FileRecord): Promise<void> => {
  if (file.copy_upload_id === undefined) return;
  try {
    await storage.abortUpload(file.dest_path, file.copy_upload_id);
  } catch (cause) {
    // It costs storage for a week at the most, and is in nobody's way.
    report.notAborted(file, cause);
  }
};
