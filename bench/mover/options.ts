import { readArguments } from "../../tools/command/arguments.ts";
import { Trouble } from "../../tools/command/trouble.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

export interface Size {
  name: string;
  bytes: number;
  /** The number of files that each contender moves in a round: a multiple of ten, the batch size. */
  files: number;
}

const SIZES: Size[] = [
  { name: "1KiB", bytes: KIB, files: 200 },
  { name: "1MiB", bytes: MIB, files: 100 },
  { name: "100MiB", bytes: 100 * MIB, files: 10 },
];

const SECTIONS = ["calls", "sizes", "growth", "large"] as const;
export type Section = (typeof SECTIONS)[number];

export interface Options {
  rounds: number;
  sections: Section[];
  sizes: Size[];
  /** The length of the large object. */
  largeBytes: number;
}

export const optionsHelp = `  --rounds N         rounds of each measurement (5); the medians are reported
  --only SECTION     runs only these, separated by commas: ${SECTIONS.join(", ")}
  --sizes SIZE       measures only these, separated by commas: ${SIZES.map(({ name }) => name).join(", ")}
  --large-bytes N    length of the large object (6 GiB); above 512 MiB it is copied in parts`;

/** @throws Trouble (exit code 2) for an option or a value that is not valid */
export const readOptions = (args: string[]): Options => {
  const { values } = readArguments("npm run bench -- mover", {
    args,
    options: {
      rounds: { type: "string", default: "5" },
      only: { type: "string", default: SECTIONS.join(",") },
      sizes: { type: "string", default: SIZES.map(({ name }) => name).join(",") },
      "large-bytes": { type: "string", default: String(6 * GIB) },
    },
  });
  return {
    rounds: wholeNumber("--rounds", values.rounds),
    sections: chosen("--only", values.only, SECTIONS, (section) => section),
    sizes: chosen("--sizes", values.sizes, SIZES, ({ name }) => name),
    largeBytes: wholeNumber("--large-bytes", values["large-bytes"]),
  };
};

const wholeNumber = (option: string, text: string): number => {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new Trouble(`${option} must be a whole number of at least 1, not "${text}".`, { exitCode: 2 });
};

const chosen = <T>(option: string, text: string, all: readonly T[], nameOf: (one: T) => string): T[] =>
  text.split(",").map((wanted) => {
    const found = all.find((one) => nameOf(one) === wanted);
    if (found !== undefined) return found;
    throw new Trouble(`${option} must be one of ${all.map(nameOf).join(", ")}, not "${wanted}".`, {
      exitCode: 2,
    });
  });
