import { randomInt } from "node:crypto";
import { Trouble } from "../../tools/command/trouble.ts";

export const SEED_VARIABLE = "MALOTE_CHAOS_SEED";
export const FILES_VARIABLE = "MALOTE_CHAOS_FILES";

export const DEFAULT_FILES = 1000;
const LARGEST_SEED = 2 ** 32 - 1;

export type Options = {
  /** All that is random follows from it. */
  seed: number;
  /** Files of the large run. */
  files: number;
};

/** A whole number as somebody types it. */
const readNumber = (name: string, text: string, least: number): number => {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= LARGEST_SEED) return number;
  throw new Trouble(`${name} is a whole number from ${least} to ${LARGEST_SEED}, not "${text}".`, {
    exitCode: 2,
  });
};

/** From the environment, as main.ts sets it; what it does not set is chosen here. */
export const readOptions = (env: NodeJS.ProcessEnv): Options => {
  const { [SEED_VARIABLE]: seed, [FILES_VARIABLE]: files } = env;
  return {
    seed: seed === undefined ? randomInt(LARGEST_SEED) : readNumber("The seed", seed, 0),
    files: files === undefined ? DEFAULT_FILES : readNumber("The number of files", files, 1),
  };
};
