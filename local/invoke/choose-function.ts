import { Trouble } from "../../tools/command/trouble.ts";

/**
 * Finds a function by its name, in capital or small letters: consult, Consult.
 * @throws Trouble with a list of the functions
 */
export const chooseFunction = (wanted: string, names: string[]): string => {
  const found = names.find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (found) return found;
  const list = names.map((name) => name.toLowerCase()).join(", ");
  throw new Trouble(`There is no function "${wanted}". The functions are: ${list}.`);
};
