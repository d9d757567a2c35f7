import { access, constants, copyFile, type FileHandle, mkdir, open, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { codeOf } from "../spool/disk/disk.ts";
import { bytesText } from "../text/units.ts";
import { checkCopy, copyPath, isStillThere } from "./check-copy.ts";
import type { Command } from "./command.ts";
import { entryJson } from "./entry-json.ts";
import { exportName, numbered } from "./export-name.ts";
import { EXIT, UsageError } from "./io.ts";
import { stateOption, textOption } from "./options.ts";
import { copiesOf, WITH_COPY } from "./pages.ts";
import { plural } from "./text.ts";

const MANIFEST = "manifest.jsonl";

export const exportCopies: Command = {
  takes: "DIR",
  summary: "copies files out of the folder, with their names and a list of what they are",
  details: `For files that cannot be sent. DIR must be empty, or is created. It gets a folder "files", whose names are those of the clients
with everything replaced that a file system or a shell could misread ("a/b.txt" is "a_b.txt", a second "a.txt" is
"a (2).txt"), and ${MANIFEST}: one line of JSON for each file, with its owner, its exact name, path, tags, checksum and reason.
Nothing is overwritten, and the relay's folder does not change.`,
  options: {
    state: {
      type: "string",
      value: "STATE",
      help: "only waiting, sent or parked files. Default: all of them",
    },
    owner: { type: "string", value: "SUB", help: "files of one user. Default: all" },
  },
  examples: ["malote-relay export rescued --state parked"],
  no: "a copy is damaged, missing, or cannot be read. The manifest tells which; damaged ones are copied, too.",
  async run({ journal, folder, options, positionals, io }) {
    const [target, ...more] = positionals;
    if (target === undefined || target === "" || more.length > 0)
      throw new UsageError("export needs one DIR.");
    const state = stateOption(options["state"], WITH_COPY);
    const owner = textOption(options["owner"]);
    const directory = resolve(io.cwd, target);
    const files = join(directory, "files");
    await requireEmpty(directory);
    await mkdir(files, { recursive: true });
    const manifest = await open(join(directory, MANIFEST), "wx");
    const taken = new Map<string, number>();
    let exported = 0;
    let bytes = 0;
    let bad = 0;
    try {
      for await (const entry of copiesOf(journal, {
        ...(state && { state }),
        ...(owner !== undefined && { owner }),
      })) {
        const from = copyPath(folder, entry);
        const name = await copyOut(from, files, exportName(entry.name), taken);
        if (name === undefined && !(await isStillThere(journal, entry))) continue;
        // The copy outside is compared: it is the one that counts now.
        const copy = name === undefined ? await whyNot(from) : await checkCopy(join(files, name), entry);
        if (copy !== "good") bad += 1;
        if (name !== undefined) {
          exported += 1;
          bytes += entry.size ?? 0;
        }
        await writeLine(manifest, {
          file: name === undefined ? null : `files/${name}`,
          copy,
          ...entryJson(entry),
        });
      }
      await manifest.sync();
    } finally {
      await manifest.close();
    }
    if (options["json"]) io.print(JSON.stringify({ directory, exported, bytes, bad }));
    else {
      io.print(`${plural(exported, "file")} (${bytesText(bytes)}) copied to ${directory}.`);
      if (bad > 0) io.print(`${bad} of them not good: see "copy" in ${MANIFEST}.`);
    }
    return bad > 0 ? EXIT.no : EXIT.ok;
  },
};

const requireEmpty = async (directory: string): Promise<void> => {
  const names = await readdir(directory).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw new UsageError(`${directory} is not a folder that can be read.`);
  });
  if (names.length > 0)
    throw new UsageError(`${directory} is not empty. Name a new folder, or an empty one.`);
};

const writeLine = async (file: FileHandle, line: object): Promise<void> => {
  await file.appendFile(`${JSON.stringify(line)}\n`);
};

const whyNot = (path: string): Promise<"unreadable" | "missing"> =>
  access(path).then(
    () => "unreadable",
    () => "missing",
  );

/** Otherwise the target is at fault, and no other copy could be written either. */
const isReadable = async (path: string): Promise<boolean> => {
  try {
    const handle = await open(path, "r");
    await handle.read(Buffer.alloc(1), 0, 1, 0).finally(() => handle.close());
    return true;
  } catch {
    return false;
  }
};

/** @returns the name that was given, or undefined if there is no copy to read */
const copyOut = async (
  from: string,
  files: string,
  name: string,
  taken: Map<string, number>,
): Promise<string | undefined> => {
  // As file systems compare that do not tell cases apart.
  const key = name.toLowerCase();
  for (let number = (taken.get(key) ?? 0) + 1; ; number += 1) {
    const candidate = numbered(name, number);
    try {
      await copyFile(from, join(files, candidate), constants.COPYFILE_EXCL);
      taken.set(key, number);
      taken.set(candidate.toLowerCase(), Math.max(1, taken.get(candidate.toLowerCase()) ?? 0));
      return candidate;
    } catch (error) {
      if (codeOf(error) === "EEXIST") continue;
      if (codeOf(error) === "ENOENT" || codeOf(error) === "EIO" || !(await isReadable(from)))
        return undefined;
      throw error;
    }
  }
};
