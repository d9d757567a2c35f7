import type { Checksums, CopiedPart, FileRecord, PartRange } from "@malote/core";
import { copyParts, partsOf, STOP_MARGIN_MS } from "@malote/core/copies";
import { FinalFault, MadeProgress, OutOfTime, SourceChanged } from "../faults.ts";
import type { Bucket, MoverPorts, Source, TimeLeft } from "../ports.ts";
import { type AbandonPorts, abandonCopy } from "./abandon-copy.ts";
import { type CheckPorts, discardCopy, findCopy } from "./check-destination.ts";

export type CopyInPartsPorts = AbandonPorts &
  CheckPorts &
  Bucket<"copyPart" | "completeCopy"> &
  Pick<MoverPorts, "parts">;

/**
 * Copies the parts that are missing, and completes the multipart upload at an empty dest_path. Returns the checksums that S3
 * computed of the copy.
 * @throws FinalFault, SourceChanged
 * @throws MadeProgress around a temporary fault (OutOfTime is one) when more parts were copied before it, or when S3
 * still works on the completion
 */
export const copyInParts = async (
  ports: CopyInPartsPorts,
  file: FileRecord,
  source: Source,
  listed: readonly CopiedPart[],
  time: TimeLeft,
): Promise<Checksums> => {
  const there = new Map(listed.map((part) => [part.number, part]));
  const missing = partsOf(source.size, file.copy_part_bytes ?? ports.parts.partBytes).filter(
    ({ number }) => !there.has(number),
  );
  try {
    await copyAll(ports, file, source, missing, there, time);
    if (time() < STOP_MARGIN_MS) throw new OutOfTime("all parts are there, and no time is left to complete");
    return await completeCopy(ports, file, source, [...there.values()]);
  } catch (thrown) {
    const isKnown = [FinalFault, SourceChanged, MadeProgress].some((known) => thrown instanceof known);
    throw isKnown || there.size === listed.length ? thrown : new MadeProgress(thrown);
  }
};

const copyAll = async (
  ports: Bucket<"copyPart">,
  file: FileRecord,
  source: Source,
  missing: readonly PartRange[],
  there: Map<number, CopiedPart>,
  time: TimeLeft,
): Promise<void> => {
  const { faults, stoppedBefore } = await copyParts(missing, time, async (part) => {
    there.set(part.number, await copyPart(ports, file, source, part));
  });
  // A changed source matters more than another fault.
  if (faults.length > 0) throw faults.find((fault) => fault instanceof SourceChanged) ?? faults[0];
  if (stoppedBefore !== undefined) throw new OutOfTime(`stopped before part ${stoppedBefore}`);
};

const copyPart = async (
  { storage }: Bucket<"copyPart">,
  file: FileRecord,
  source: Source,
  range: PartRange,
): Promise<CopiedPart> => {
  const copy = await storage.copyPart(file, uploadIdOf(file), range, source.etag);
  switch (copy.result) {
    case "copied":
      return copy.part;
    case "source-changed":
      throw new SourceChanged("the source was replaced while its parts were copied");
    case "source-missing":
      throw new SourceChanged("the source went away while its parts were copied");
    case "upload-gone":
      // Another mover completed or aborted it. The next attempt finds out which.
      throw new SourceChanged("the multipart upload went away while parts were copied");
  }
};

const completeCopy = async (
  ports: AbandonPorts & CheckPorts & Bucket<"completeCopy">,
  file: FileRecord,
  source: Source,
  parts: readonly CopiedPart[],
): Promise<Checksums> => {
  const inOrder = parts.toSorted((a, b) => a.number - b.number);
  const copy = await ports.storage.completeCopy(file, uploadIdOf(file), inOrder, source.size);
  if (copy.result === "copied") return copy.checksums;
  if (copy.result === "checksum-differs") return discardCopy(ports, file, copy.etag);
  if (copy.result === "unanswered")
    throw new MadeProgress(new OutOfTime("S3 has not yet completed the copy"));
  // dest_path has an object, or the upload is gone, so this upload is of no more use. After a conflict it may be: S3
  // may still work on an earlier completion of it.
  if (copy.result !== "conflict") await abandonCopy(ports, file);
  const earlier = await findCopy(ports, file, source);
  if (earlier) return earlier;
  throw new SourceChanged("the multipart upload could not be completed, and left nothing at the destination");
};

const uploadIdOf = ({ copy_upload_id }: FileRecord): string => {
  if (copy_upload_id === undefined) throw new Error("the record knows of no copy in parts");
  return copy_upload_id;
};
