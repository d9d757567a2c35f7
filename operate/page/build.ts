import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import mime from "mime";
import { Trouble } from "../../tools/command/trouble.ts";

export interface BuiltFile {
  /** The path in the build, with slashes: the object's key. */
  key: string;
  bytes: Uint8Array;
  /** With the charset, for text. */
  type: string;
}

export interface Build {
  /** The files in assets/, whose names have the hash of their content. */
  assets: BuiltFile[];
  /** The others, such as an icon. */
  others: BuiltFile[];
  index: BuiltFile;
}

/** Written by the deployment. A file of that name in a build is the developer's own. */
export const CONFIG = "config.json";

/** The record of the releases in the bucket (releases.ts). */
export const RELEASES = "releases.json";

/**
 * Reads the files of a build.
 * @throws Trouble if the folder is none, or has files that the page's bucket cannot serve
 */
export const readBuild = async (folder: string): Promise<Build> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const key = relative(folder, path).split(sep).join("/");
        return { key, bytes: await readFile(path), type: typeOf(key) };
      }),
  );
  files.sort((one, other) => (one.key < other.key ? -1 : 1));
  const index = files.find(({ key }) => key === "index.html");
  const assets = files.filter(({ key }) => key.startsWith("assets/"));
  if (!index || assets.length === 0)
    throw new Trouble(`${folder} is no build of the page: it must have index.html, and files in assets/.`);
  if (files.some(({ key }) => key === RELEASES))
    throw new Trouble(`${folder} has a file ${RELEASES}, whose name belongs to page:deploy.`);
  const others = files.filter((file) => file !== index && !assets.includes(file) && file.key !== CONFIG);
  return { assets, others, index };
};

/** A browser believes only the type that it is sent (nosniff), so an unknown one would break the page. */
const typeOf = (key: string): string => {
  const type = mime.getType(key);
  if (!type) throw new Trouble(`${key} has no known media type, so no browser would load it.`);
  return /^text\/|\/json$|\+json$|\+xml$/.test(type) ? `${type}; charset=utf-8` : type;
};
