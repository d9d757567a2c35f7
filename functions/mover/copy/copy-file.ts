import type { Checksums, FileRecord } from "@malote/core";
import type { Claim, MoverPorts, Source, TimeLeft } from "../ports.ts";
import { type CopyInPartsPorts, copyInParts } from "./copy-in-parts.ts";
import { type CopyWholePorts, copyWhole } from "./copy-whole.ts";
import { type OpenCopyPorts, openCopy } from "./open-copy.ts";

export type CopyPorts = CopyWholePorts & OpenCopyPorts & CopyInPartsPorts;

/**
 * Copies the verified bytes, and no others, to dest_path, which must be empty: in one call, or in parts. Returns the
 * checksums that S3 computed of the copy.
 * A copy in parts is recorded before its first part, so `claim.file` changes.
 * @throws ClaimLost, FinalFault, SourceChanged, OutOfTime; MadeProgress when parts were copied before a temporary fault
 */
export const copyFile = async (
  ports: CopyPorts,
  claim: Claim,
  source: Source,
  time: TimeLeft,
): Promise<Checksums> => {
  if (!goesInParts(ports, claim.file)) return copyWhole(ports, claim.file, source);
  const copy = await openCopy(ports, claim.file, source);
  claim.file = copy.file;
  return "copied" in copy ? copy.copied : copyInParts(ports, copy.file, source, copy.parts, time);
};

/** A long file goes in parts, and so does one whose copy in parts has begun. */
const goesInParts = ({ parts }: Pick<MoverPorts, "parts">, file: FileRecord): boolean =>
  file.len > parts.thresholdBytes || file.copy_upload_id !== undefined;
