import { InvalidArgumentError } from "commander";

/** A parser of an option: a whole number from `least` to `most`. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };

/** A parser of a repeated option `key=value`. */
export const pair = (text: string, others: Record<string, string> = {}): Record<string, string> => {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError("It must be key=value.");
  return { ...others, [key]: value };
};

/** A parser of a repeated option. */
export const repeated = (text: string, others: string[] = []): string[] => [...others, text];
