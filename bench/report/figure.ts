import { rounded } from "../mover/rounded.ts";

/** A figure for the JSON line. JSON has no undefined, so a figure that was not measured is null. */
export const figure = (value: number | undefined): number | null =>
  value === undefined ? null : rounded(value);

/** A figure for a table. */
export const cell = (value: number | undefined): string =>
  value === undefined ? "–" : String(rounded(value));
