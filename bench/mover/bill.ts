/** How often a call was made, by its name: "S3 CopyObject". */
export type Calls = Record<string, number>;

/** The words of the bill, and the calls they stand for. */
const WORDS: Record<string, string> = {
  "conditional write": "DynamoDB UpdateItem",
  "ranged GET": "S3 GetObject",
  copy: "S3 CopyObject",
  delete: "S3 DeleteObject",
};

const ROW = "| mover | one file, from either message |";

/**
 * What docs/bill.md says that the mover's calls for one file come to.
 * @throws Error where the row is not there, or speaks of a call that is not known here
 */
export const billedCalls = (bill: string): Calls => {
  const row = bill.split("\n").find((line) => line.startsWith(ROW));
  if (row === undefined) throw new Error(`docs/bill.md has no row ${ROW}`);
  const entries = row
    .slice(ROW.length)
    .replaceAll(/\([^)]*\)/g, "")
    .split(/[|,]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  return Object.fromEntries(entries.map(readEntry));
};

/** "2 conditional writes" */
const readEntry = (entry: string): [call: string, count: number] => {
  const [, count, words = ""] = /^(\d+) (.+?)s?$/.exec(entry) ?? [];
  const call = WORDS[words];
  if (call === undefined) throw new Error(`bench/mover/bill.ts does not know what "${entry}" is a call of.`);
  return [call, Number(count)];
};

/** The calls per file that were more than billed, a sentence each; calls the bill does not know are, too. */
export const overBill = (perFile: Calls, billed: Calls): string[] =>
  Object.entries(perFile)
    .filter(([call, count]) => count > (billed[call] ?? 0))
    .map(([call, count]) => `${call}: ${count} a file, and docs/bill.md says ${billed[call] ?? 0}.`);
