import type { EntryState } from "../types/entry.ts";
import { UsageError } from "./io.ts";

const STATES: readonly EntryState[] = ["receiving", "waiting", "sent", "completed", "parked"];

/** @throws UsageError */
export const stateOption = (
  value: string | boolean | undefined,
  states: readonly EntryState[] = STATES,
): EntryState | undefined => {
  if (value === undefined) return undefined;
  const state = states.find((each) => each === value);
  if (!state) throw new UsageError(`--state must be one of ${states.join(", ")}.`);
  return state;
};

/** A whole number. @throws UsageError */
export const numberOption = (
  name: string,
  value: string | boolean | undefined,
  least: number,
  most: number,
): number | undefined => {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value === "" || !Number.isInteger(number) || number < least || number > most)
    throw new UsageError(`--${name} must be a whole number from ${least} to ${most}.`);
  return number;
};

export const textOption = (value: string | boolean | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;
