import { randomInt } from "node:crypto";
import { Trouble } from "../../tools/command/trouble.ts";

export const SEED_VARIABLE = "MALOTE_CHAOS_SEED";
export const FILES_VARIABLE = "MALOTE_CHAOS_FILES";

export const DEFAULT_FILES = 1000;
const LARGEST_SEED = 2 ** 32 - 1;

export type Options = {
  /** Every random choice depends on it. */
  seed: number;
  /** The number of files of the large run. */
  files: number;
};

/** A whole number from the command line. */
const readNumber = (name: string, text: string, least: number): number => {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= LARGEST_SEED) return number;
  throw new Trouble(`${name} is a whole number from ${least} to ${LARGEST_SEED}, not "${text}".`, {
    exitCode: 2,
  });
};

/** The options in the environment, which main.ts sets. An option that is missing gets a new seed or the default. */
export const readOptions = (env: NodeJS.ProcessEnv): Options => {
  const { [SEED_VARIABLE]: seed, [FILES_VARIABLE]: files } = env;
  return {
    seed: seed === undefined ? randomInt(LARGEST_SEED) : readNumber("The seed", seed, 0),
    files: files === undefined ? DEFAULT_FILES : readNumber("The number of files", files, 1),
  };
};
