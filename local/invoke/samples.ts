import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Trouble } from "../../tools/command/trouble.ts";
import { root } from "../../tools/paths.ts";

export interface Sample {
  /** The name on the command line, or the file in events/. */
  name: string;
  event: unknown;
}

/** The folder of the sample events. */
export const events = join(root, "events");

/** The names of all samples, without .json, the samples of function `fn` first. */
export const sampleNames = async (folder: string, fn: string): Promise<string[]> => {
  const files = await readdir(folder).catch(() => []);
  const names = files.filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -5));
  const own = (name: string) => (name === fn || name.startsWith(`${fn}-`) ? 0 : 1);
  return names.sort((a, b) => own(a) - own(b) || (a < b ? -1 : 1));
};

/**
 * Reads the event for a function: a file, or a sample by its name, with or without .json. The default is the sample
 * that has the function's name, or else the first of its samples.
 * @throws Trouble with a list of the samples
 */
export const readSample = async (fn: string, requested?: string, folder = events): Promise<Sample> => {
  const wanted = requested ?? (await defaultSample(fn, folder));
  const candidates = [
    // A sample comes first, also if a file of the same name is in the current folder.
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
  throw new Trouble(
    `There is no event "${wanted}". The events in events/ are: ${names.join(", ") || "none"}.`,
  );
};

const defaultSample = async (fn: string, folder: string): Promise<string> => {
  const [first = fn] = await sampleNames(folder, fn);
  return first === fn || first.startsWith(`${fn}-`) ? first : fn;
};
