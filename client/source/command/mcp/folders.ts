import { lstat, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { CommandError, EXIT, UsageError } from "../exit.ts";
import type { Io } from "../io.ts";

/** The folders that an agent may use. */
export interface Folders {
  /** Absolute, without symbolic links. */
  readonly roots: readonly string[];
  /**
   * Returns where a path really is: absolute, without symbolic links. Its end may be missing. A relative path begins in the first folder.
   * @throws CommandError `not-allowed` if that is not in the folders, or is a symbolic link to nothing
   */
  resolve(path: string): Promise<string>;
}

/** @throws UsageError if one of the paths is no folder */
export const foldersAt = async (
  paths: readonly string[],
  { cwd, configFolder }: Pick<Io, "cwd" | "configFolder">,
): Promise<Folders> => {
  const roots = await Promise.all(paths.map((path) => folderAt(path, cwd)));
  const [first = cwd] = roots;
  return {
    roots,
    resolve: async (path) => {
      const place = await realPlace(resolve(first, path), path);
      if (!roots.some((root) => isIn(root, place)))
        throw notAllowed(`${path} is not in a folder that may be used. These are: ${roots.join(", ")}.`);
      // The folder may have come after the start of the server.
      const secrets = await realpath(configFolder).catch(() => configFolder);
      if (isIn(secrets, place)) throw notAllowed(`${path} is in the folder where malote keeps its tokens.`);
      return place;
    },
  };
};

const folderAt = async (path: string, cwd: string): Promise<string> => {
  const place = resolve(cwd, path);
  const found = await stat(place).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`${path} is no folder.`);
  return realpath(place);
};

const isIn = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
};

/** The real path of what exists, and the rest of the path as it is. */
const realPlace = async (path: string, given: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      throw notAllowed(`${given} cannot be used (${(error as NodeJS.ErrnoException).code}).`);
    // A file that is written through such a link would be wherever the link points.
    if (await lstat(path).catch(() => undefined))
      throw notAllowed(`${given} leads over a symbolic link to nothing.`);
    return join(await realPlace(dirname(path), given), basename(path));
  }
};

/** The message tells the agent what to do. */
export const notAllowed = (message: string): CommandError =>
  new CommandError(EXIT.no, "not-allowed", message);
