import type { CopiedPart, FileRecord, PartRange } from "@malote/core";
import { abandonCopy } from "./copy-progress.ts";
import { FinalFault, GotFurther, OutOfTime, SourceChanged } from "./faults.ts";
import { discardCopy, lookAtDestination } from "./look-at-destination.ts";
import type { MoverPorts, TimeLeft } from "./ports.ts";
import { STOP_MARGIN_MS } from "./time-left.ts";
import type { Source } from "./verify-bytes.ts";

/** Ten messages of a batch each keep so many copies going inside S3; no bytes pass through here. */
export const PARTS_AT_ONCE = 8;

/** The parts of an object, in order: all of `partBytes` but the last. */
export const partsOf = (size: number, partBytes: number): PartRange[] =>
  Array.from({ length: Math.ceil(size / partBytes) }, (_, i) => ({
    number: i + 1,
    first: i * partBytes,
    last: Math.min((i + 1) * partBytes, size) - 1,
  }));

/**
 * Copies the parts that are not there yet, and makes the object of them where nothing is.
 * @throws FinalFault, SourceChanged; GotFurther around any passing fault, OutOfTime among them, that came
 * after more parts had been copied, or while S3 completes: what follows is not another attempt but the same one
 */
export const copyInParts = async (
  ports: MoverPorts,
  file: FileRecord,
  source: Source,
  listed: readonly CopiedPart[],
  time: TimeLeft,
): Promise<void> => {
  const there = new Map(listed.map((part) => [part.number, part]));
  const missing = partsOf(source.size, file.copy_part_bytes ?? ports.parts.partBytes).filter(
    ({ number }) => !there.has(number),
  );
  try {
    await copyAll(ports, file, source, missing, there, time);
    if (time() < STOP_MARGIN_MS) throw new OutOfTime("all parts are there, and no time is left to complete");
    await completeCopy(ports, file, source, [...there.values()]);
  } catch (thrown) {
    const told = [FinalFault, SourceChanged, GotFurther].some((known) => thrown instanceof known);
    throw told || there.size === listed.length ? thrown : new GotFurther(thrown);
  }
};

/** A few at once, until all are `there`, one fails or time runs out; none is under way when this ends. */
const copyAll = async (
  ports: MoverPorts,
  file: FileRecord,
  source: Source,
  missing: readonly PartRange[],
  there: Map<number, CopiedPart>,
  time: TimeLeft,
): Promise<void> => {
  const queue = missing.values();
  let failed = false;
  const work = async (): Promise<void> => {
    for (const part of queue) {
      if (failed) return;
      if (time() < STOP_MARGIN_MS) throw new OutOfTime(`stopped before part ${part.number}`);
      there.set(part.number, await copyPart(ports, file, source, part));
    }
  };
  const workers = Array.from({ length: PARTS_AT_ONCE }, () =>
    work().catch((thrown: unknown) => {
      failed = true;
      throw thrown;
    }),
  );
  const ends = await Promise.allSettled(workers);
  const faults = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
  // That the source changed says more than that time ran out.
  if (faults.length > 0) throw faults.find((fault) => fault instanceof SourceChanged) ?? faults[0];
};

const copyPart = async (
  { storage }: MoverPorts,
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
      // Completed by another mover, or aborted: the next try looks which.
      throw new SourceChanged("the multipart upload went away while parts were copied");
  }
};

const completeCopy = async (
  ports: MoverPorts,
  file: FileRecord,
  source: Source,
  parts: readonly CopiedPart[],
): Promise<void> => {
  const inOrder = parts.toSorted((a, b) => a.number - b.number);
  const copy = await ports.storage.completeCopy(file, uploadIdOf(file), inOrder, source.size);
  if (copy.result === "copied") return;
  if (copy.result === "checksum-differs") return discardCopy(ports, file, copy.etag);
  if (copy.result === "unanswered") throw new GotFurther(new OutOfTime("S3 has not yet completed the copy"));
  // Taken, or completed already: whichever it is, this upload comes to nothing more. It may yet where S3 still
  // works on an earlier completion of it.
  if (copy.result !== "conflict") await abandonCopy(ports, file);
  if (!(await lookAtDestination(ports, file, source)))
    throw new SourceChanged(
      "the multipart upload could not be completed, and left nothing at the destination",
    );
};

const uploadIdOf = ({ copy_upload_id }: FileRecord): string => {
  if (copy_upload_id === undefined) throw new Error("the record knows of no copy in parts");
  return copy_upload_id;
};
