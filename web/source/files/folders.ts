export interface Folder {
  /** The last part of the path. */
  name: string;
  path: string;
}

/** A path as the folders that lead to it: `trips/2026` is `trips`, then `trips/2026`. */
export const folderTrail = (path: string): Folder[] =>
  path === ""
    ? []
    : path.split("/").map((name, index, parts) => ({ name, path: parts.slice(0, index + 1).join("/") }));

/** The folders directly below `path` that these files are in, by name. */
export const foldersBelow = (files: readonly { path?: string }[], path: string): Folder[] => {
  const start = path === "" ? "" : `${path}/`;
  const found = new Map<string, Folder>();
  for (const file of files) {
    if (file.path === undefined || !file.path.startsWith(start)) continue;
    const [name = ""] = file.path.slice(start.length).split("/", 1);
    if (name !== "" && !found.has(name)) found.set(name, { name, path: start + name });
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
};
