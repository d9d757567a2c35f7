import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Trouble } from "../../tools/command/trouble.ts";
import { root } from "../../tools/paths.ts";

export interface Sample {
  /** As the person typed it, or the file in events/. */
  name: string;
  event: unknown;
}

/** Where the sample events are. */
export const events = join(root, "events");

/** The samples there are, without .json, those of a function first. */
export const sampleNames = async (folder: string, fn: string): Promise<string[]> => {
  const files = await readdir(folder).catch(() => []);
  const names = files.filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -5));
  const own = (name: string) => (name === fn || name.startsWith(`${fn}-`) ? 0 : 1);
  return names.sort((a, b) => own(a) - own(b) || (a < b ? -1 : 1));
};

/**
 * The event to hand a function: a file, or a sample by its name, with or without .json; without either, the
 * sample that is named like the function, or the first of its samples.
 * @throws Trouble listing what there is
 */
export const readSample = async (fn: string, asked?: string, folder = events): Promise<Sample> => {
  const wanted = asked ?? (await usualSample(fn, folder));
  const candidates = [
    // A name alone means the sample, also where a file of that name happens to be here.
    join(folder, `${wanted}.json`),
    join(folder, wanted),
    resolve(process.env["INIT_CWD"] ?? "", wanted),
  ];
  for (const path of candidates) {
    if (!(await stat(path).catch(() => undefined))?.isFile()) continue;
    const text = await readFile(path, "utf8");
    try {
      return {
        name: path.startsWith(folder) ? `events${path.slice(folder.length)}` : wanted,
        event: JSON.parse(text),
      };
    } catch (error) {
      throw new Trouble(`${path} is not JSON: ${error instanceof Error ? error.message : error}`);
    }
  }
  const names = await sampleNames(folder, fn);
  throw new Trouble(`There is no event "${wanted}". In events/ are: ${names.join(", ") || "none"}.`);
};

const usualSample = async (fn: string, folder: string): Promise<string> => {
  const [first = fn] = await sampleNames(folder, fn);
  return first === fn || first.startsWith(`${fn}-`) ? first : fn;
};
