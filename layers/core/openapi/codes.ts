import { gatewayProblems, problems } from "./problems.ts";

/** The codes of problems, of the functions and of the gateway. */
export const PROBLEM_CODES: readonly string[] = [
  ...new Set([...problems, ...gatewayProblems].map(({ code }) => code)),
];

/** The codes of files in `error`. */
export const ERROR_CODES = [
  "size-differs",
  "type-differs",
  "checksum-differs",
  "destination-taken",
  "bytes-missing",
  "parts-differ",
  "not-moved",
  // Only of files that came through inbox/.
  "name-not-accepted",
  "type-not-allowed",
  "file-too-large",
  "set-by-operator",
] as const;
