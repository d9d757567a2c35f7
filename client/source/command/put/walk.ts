import { lstat, opendir, stat } from "node:fs/promises";
import { basename, join, posix, resolve, sep } from "node:path";
import picomatch from "picomatch";
import { UsageError } from "../exit.ts";
import type { Entry, FailedEntry, FileEntry, SkippedEntry } from "./entry.ts";

interface WalkOptions {
  cwd: string;
  /** Patterns of what is left out: of a name, or of a path below the argument. */
  exclude: readonly string[];
  /** Whether each argument must be a file itself, because it gets another name. */
  onlyFiles?: boolean;
}

/** One argument of `put`, found on the disk. */
type Root =
  | { kind: "file"; path: string; shown: string }
  | {
      kind: "folder";
      path: string;
      shown: string;
      folder: string;
      /** Of a pattern: as it was given. */
      pattern?: string;
      /** Levels of folders below it in which something may match. */
      depth: number;
      matches(path: string): boolean;
    };

/**
 * Everything that the arguments name. It is read as it is asked for: a folder has one open directory for each level, and no list.
 * Symbolic links that are found are reported and not followed; one that is named itself is followed.
 * @throws UsageError before anything is sent, if an argument names nothing
 */
export const walk = async (
  args: readonly string[],
  options: WalkOptions,
): Promise<() => AsyncGenerator<Entry, void>> => {
  const roots: Root[] = [];
  for (const arg of args) roots.push(await rootOf(arg, options.cwd));
  if (options.onlyFiles && roots.some(({ kind }) => kind === "folder"))
    throw new UsageError("--name is for one file, and not for a folder or a pattern.");
  const isExcluded = excluder(options.exclude);
  return async function* () {
    for (const root of roots) {
      if (root.kind === "file") yield await namedEntry(root);
      else {
        let found = 0;
        for await (const entry of below(root, root.path, [], isExcluded)) {
          found++;
          yield entry;
        }
        if (found === 0 && root.pattern !== undefined)
          yield failed(root.pattern, "no-match", "No file matches this pattern.");
      }
    }
  };
};

const BIG = { bigint: true } as const;

const failed = (shown: string, code: string, message: string): FailedEntry => ({
  kind: "failed",
  shown,
  code,
  message,
});

const unreadable = (shown: string, error: unknown): FailedEntry =>
  failed(shown, "unreadable", `It cannot be read (${codeOf(error)}), so nothing of it was sent.`);

const deleted = (shown: string): SkippedEntry => ({ kind: "skipped", shown, reason: "deleted" });

/** Meanwhile, below an argument. A name that is not UTF-8 is another one here, so that nothing is found under it. */
const wasDeleted = (error: unknown, name: string | undefined): boolean =>
  codeOf(error) === "ENOENT" && name !== undefined && !name.includes("\uFFFD");

const namedEntry = async ({ path, shown }: Pick<Root, "path" | "shown">): Promise<Entry> => {
  const entry = await entryOf(path, shown, await stat(path, BIG));
  return entry.kind === "skipped"
    ? failed(shown, "no-file", "It is no regular file. Send its bytes with: malote put - --name NAME.")
    : entry;
};

const rootOf = async (arg: string, cwd: string): Promise<Root> => {
  const path = resolve(cwd, arg);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory())
    return { kind: "folder", path, shown: arg, folder: labelOf(arg), depth: Infinity, matches: () => true };
  if (found) return { kind: "file", path, shown: arg };
  const pattern = sep === "\\" ? arg.replaceAll("\\", "/") : arg;
  const { base, glob, isGlob, isGlobstar, isExtglob } = picomatch.scan(pattern);
  const start = resolve(cwd, base);
  const isFolder = isGlob && (await stat(start).catch(() => undefined))?.isDirectory();
  if (!isFolder) throw new UsageError(`There is no file or folder ${arg}.`);
  // As a shell: what begins with a dot must be named.
  return {
    kind: "folder",
    path: start,
    shown: base,
    folder: "",
    pattern: arg,
    depth: isGlobstar || isExtglob ? Infinity : glob.split("/").length - 1,
    matches: picomatch(glob),
  };
};

/** The last name of a folder, so that `put photos` keeps `photos/2026`. That of `.` is empty, and so is that of `..`. */
const labelOf = (arg: string): string => {
  const name = basename(posix.normalize(arg.replaceAll(sep, "/")));
  return name === "." || name === ".." ? "" : name;
};

const excluder = (patterns: readonly string[]) => {
  // A folder is often written with a slash at its end, which no path here has.
  const matchers = patterns
    .map((pattern) => pattern.replace(/(.)\/+$/, "$1"))
    .map((pattern) => picomatch(pattern, { dot: true, matchBase: !pattern.includes("/") }));
  return (path: string): boolean => matchers.some((matches) => matches(path));
};

async function* below(
  root: Extract<Root, { kind: "folder" }>,
  path: string,
  inside: readonly string[],
  isExcluded: (path: string) => boolean,
): AsyncGenerator<Entry, void> {
  const shownAt = (names: readonly string[]) =>
    [root.shown.replace(/[/\\]+$/, ""), ...names].filter(Boolean).join("/");
  let directory: Awaited<ReturnType<typeof opendir>>;
  try {
    directory = await opendir(path);
  } catch (error) {
    yield wasDeleted(error, inside.at(-1)) ? deleted(shownAt(inside)) : unreadable(shownAt(inside), error);
    return;
  }
  for await (const found of directory) {
    const names = [...inside, found.name];
    const relative = names.join("/");
    const shown = shownAt(names);
    if (isExcluded(relative)) continue;
    if (found.isDirectory()) {
      if (names.length > root.depth) continue;
      yield* below(root, join(path, found.name), names, isExcluded);
      continue;
    }
    if (!root.matches(relative)) continue;
    if (found.isSymbolicLink()) {
      yield { kind: "skipped", shown, reason: "symbolic link" };
      continue;
    }
    try {
      const place = join(path, found.name);
      const folder = [root.folder, ...inside].filter(Boolean).join("/");
      yield await entryOf(place, shown, await lstat(place, BIG), folder);
    } catch (error) {
      yield wasDeleted(error, found.name) ? deleted(shown) : unreadable(shown, error);
    }
  }
}

interface Found {
  size: bigint;
  mtimeNs: bigint;
  isFile(): boolean;
}

/** A file to send. `path` is absolute; `folder` is that of the file below the argument. */
export const entryOf = async (path: string, shown: string, found: Found, folder?: string): Promise<Entry> => {
  if (!found.isFile()) return { kind: "skipped", shown, reason: "no regular file" };
  const entry: FileEntry = {
    kind: "file",
    path,
    shown,
    name: basename(path),
    size: Number(found.size),
    identity: JSON.stringify(["file", path, String(found.size), String(found.mtimeNs)]),
  };
  if (folder) entry.folder = folder;
  return entry;
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
