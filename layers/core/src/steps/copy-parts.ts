import type { PartRange, TimeLeft } from "../ports.ts";
import { marginOf } from "./time-left.ts";

/** Parts that one file copies at once. A batch has ten files. The bytes stay inside S3. */
export const PARTS_AT_ONCE = 8;

/** The parts of an object, in order. Each has `partBytes` bytes, except the last. */
export const partsOf = (size: number, partBytes: number): PartRange[] =>
  Array.from({ length: Math.ceil(size / partBytes) }, (_, i) => ({
    number: i + 1,
    first: i * partBytes,
    last: Math.min((i + 1) * partBytes, size) - 1,
  }));

/** What was thrown, and the number of the first part for which no time was left. */
export type EndOfParts = { faults: readonly unknown[]; stoppedBefore: number | undefined };

/**
 * Copies a few parts at once, until all are copied, one fails, or time runs out. No copy is under way when this ends. It
 * does not throw, because the caller knows which fault matters most.
 */
export const copyParts = async (
  parts: readonly PartRange[],
  time: TimeLeft,
  copy: (part: PartRange) => Promise<void>,
): Promise<EndOfParts> => {
  const queue = parts.values();
  const faults: unknown[] = [];
  let stoppedBefore: number | undefined;
  const work = async (): Promise<void> => {
    for (const part of queue) {
      if (faults.length > 0 || stoppedBefore !== undefined) return;
      if (time() < marginOf(part.last - part.first + 1)) stoppedBefore = part.number;
      else await copy(part).catch((fault: unknown) => faults.push(fault));
    }
  };
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, work));
  return { faults, stoppedBefore };
};
