import { isDeepStrictEqual } from "node:util";
import { entryOf, type Index } from "./indexes.ts";
import { bytesOf, type Item } from "./item-size.ts";

// DynamoDB's rules:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes

/** Write units by where they are used: `table`, or the name of an index. Zeros are left out. */
export type WriteUnits = Readonly<Record<string, number>>;

const kilobytes = (item: Item | undefined): number =>
  item ? Math.max(1, Math.ceil(bytesOf(item) / 1024)) : 0;

/** The units of a write: of the larger item, before or after, and those of each index whose entry changes. */
export const unitsOfWrite = (
  before: Item | undefined,
  after: Item | undefined,
  indexes: readonly Index[],
): WriteUnits => {
  const units: [string, number][] = [
    ["table", Math.max(kilobytes(before), kilobytes(after))],
    ...indexes.map((index): [string, number] => [
      index.name,
      unitsOfEntry(entryOf(before, index), entryOf(after, index), index),
    ]),
  ];
  return Object.fromEntries(units.filter(([, count]) => count > 0));
};

/** An entry with another key is deleted and put: two writes. An entry that stays the same costs nothing. */
const unitsOfEntry = (before: Item | undefined, after: Item | undefined, { keys }: Index): number => {
  if (before === undefined || after === undefined) return kilobytes(before ?? after);
  if (isDeepStrictEqual(before, after)) return 0;
  const moved = keys.some((key) => before[key] !== after[key]);
  return moved ? kilobytes(before) + kilobytes(after) : Math.max(kilobytes(before), kilobytes(after));
};

/** A write that its condition refuses uses the units of the item that is there, and no index. */
export const unitsOfRefusal = (current: Item | undefined): WriteUnits => ({
  table: Math.max(1, kilobytes(current)),
});

export const sumOf = (units: WriteUnits): number =>
  Object.values(units).reduce((sum, count) => sum + count, 0);

/** A read unit is 4 KB, and half of it if the read is eventually consistent. An item that does not exist costs as one of 4 KB. */
export const unitsOfRead = (item: Item | undefined, { consistent }: { consistent: boolean }): number =>
  Math.max(1, Math.ceil((item ? bytesOf(item) : 0) / 4096)) * (consistent ? 1 : 0.5);

/** A query counts the bytes of all entries that it reads, also of those that a filter leaves out. */
export const unitsOfQuery = (entries: readonly Item[]): number =>
  Math.max(1, Math.ceil(entries.reduce((sum, entry) => sum + bytesOf(entry), 0) / 4096)) * 0.5;
