import type { FileRecord } from "./file.ts";

/** How many missing parts a sentence lists. An upload can have 10,000 parts. */
const NAMED = 10;

/** The multipart uploads that may hold parts of a file: the client's upload, and the upload of a copy. */
export const uploadsOf = (file: FileRecord): { key: string; upload_id: string }[] =>
  [
    { key: file.key_path, upload_id: file.upload_id },
    { key: file.dest_path, upload_id: file.copy_upload_id },
  ].flatMap(({ key, upload_id }) => (upload_id === undefined ? [] : [{ key, upload_id }]));

/**
 * What is wrong with the parts of a client's upload, as a sentence for the user. Undefined if the parts are 1 to n
 * without a gap and have `len` bytes in all.
 */
export const faultOfParts = (
  parts: readonly { number: number; size: number }[],
  len: number,
): string | undefined => {
  if (parts.length === 0) return `No part of the upload has come; ${THEN}`;
  const there = new Set(parts.map(({ number }) => number));
  const missing = Array.from({ length: Math.max(...there) }, (_, i) => i + 1).filter((n) => !there.has(n));
  if (missing.length > 0) return `Of the upload, ${named(missing)} missing; ${THEN}`;
  const sum = parts.reduce((bytes, { size }) => bytes + size, 0);
  if (sum === len) return undefined;
  const fault = `The parts have ${sum} bytes, but ${len} were announced`;
  return sum < len ? `${fault}; ${THEN}` : `${fault}.`;
};

const THEN = "send what is missing.";

/** "part 2 is", "parts 2, 3 and 5 more are" */
const named = (numbers: readonly number[]): string => {
  const first = numbers.slice(0, NAMED).join(", ");
  if (numbers.length === 1) return `part ${first} is`;
  const more = numbers.length - NAMED;
  return `parts ${first}${more > 0 ? ` and ${more} more` : ""} are`;
};
