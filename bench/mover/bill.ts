/** The number of calls by name: "S3 CopyObject". */
export type Calls = Record<string, number>;

/** The call for each term in the bill. */
const WORDS: Record<string, string> = {
  "conditional write": "DynamoDB UpdateItem",
  "ranged GET": "S3 GetObject",
  copy: "S3 CopyObject",
  delete: "S3 DeleteObject",
};

const ROW = "| mover | one file, from either message |";

/**
 * Reads from docs/bill.md how many calls the mover makes for one file.
 * @throws Error when the row is missing, or has a term without a call in WORDS
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
  if (call === undefined) throw new Error(`bench/mover/bill.ts has no call for "${entry}".`);
  return [call, Number(count)];
};

/** One sentence for each call that was made more often per file than the bill has, or that is not in the bill. */
export const overBill = (perFile: Calls, billed: Calls): string[] =>
  Object.entries(perFile)
    .filter(([call, count]) => count > (billed[call] ?? 0))
    .map(([call, count]) => `${call}: ${count} per file, but docs/bill.md has ${billed[call] ?? 0}.`);
