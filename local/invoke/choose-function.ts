import { Trouble } from "../../tools/command/trouble.ts";

/**
 * The function that somebody means, whichever way they write it: consult, Consult.
 * @throws Trouble listing what there is
 */
export const chooseFunction = (wanted: string, names: string[]): string => {
  const found = names.find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (found) return found;
  const list = names.map((name) => name.toLowerCase()).join(", ");
  throw new Trouble(`There is no function "${wanted}". There are: ${list}.`);
};
