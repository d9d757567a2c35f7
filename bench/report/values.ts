import { Trouble } from "../../tools/command/trouble.ts";

/** @throws Trouble (exit code 2) */
export const wholeNumber = (option: string, text: string): number => {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new Trouble(`${option} must be a whole number of at least 1, not "${text}".`, { exitCode: 2 });
};

/** @throws Trouble (exit code 2) */
export const chosen = <T extends string>(option: string, text: string, all: readonly T[]): T[] =>
  text.split(",").map((wanted) => {
    const found = all.find((one) => one === wanted);
    if (found !== undefined) return found;
    throw new Trouble(`${option} must be one of ${all.join(", ")}, not "${wanted}".`, { exitCode: 2 });
  });
