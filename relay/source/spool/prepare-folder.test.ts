import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { prepareFolder } from "./prepare-folder.ts";
import { aFolder, aSpool } from "./testing/a-spool.ts";

test("makes the folder and those above it", async () => {
  const folder = join(await aFolder(), "a", "b", "c");
  await prepareFolder(folder);
  expect(await readdir(folder)).toEqual([]);
  await prepareFolder(folder);
});

test("a folder of a relay is used again, and one that was begun", async () => {
  const folder = await aFolder();
  await writeFile(join(folder, "lock.sqlite"), "");
  await mkdir(join(folder, "lost+found"));
  await prepareFolder(folder);
  await (await aSpool({ folder })).close();
  await writeFile(join(folder, "notes.txt"), "of an operator");
  await prepareFolder(folder);
});

test("a folder with files of others and no journal is refused", async () => {
  const folder = await aFolder();
  await writeFile(join(folder, "thesis.doc"), "x");
  await expect(prepareFolder(folder)).rejects.toThrow(
    `--folder: the folder ${folder} has files of others ("thesis.doc") and no journal.sqlite`,
  );
  expect(await readdir(folder)).toEqual(["thesis.doc"]);
});

test.each([
  ["below a file", "file/x/y", /cannot be made \(ENOTDIR\)/],
  ["that is a file", "file", /cannot be made \(ENOTDIR\)/],
])("a folder %s is refused", async (_, path, message) => {
  const folder = await aFolder();
  await writeFile(join(folder, "file"), "x");
  await expect(prepareFolder(join(folder, path))).rejects.toThrow(message);
});

// The system refuses every name there with ENOENT, although the folder above exists.
test.runIf(process.platform === "linux")("a folder in /proc cannot be made", async () => {
  await expect(prepareFolder("/proc/x")).rejects.toThrow(/^--folder: the folder \/proc\/x cannot be made/);
  await expect(prepareFolder("/proc/x/y")).rejects.toThrow(/cannot be made/);
});

/** Nobody, of Linux and macOS. Root may write everywhere. */
const NOBODY = 65_534;

test("a folder that may not be written is refused", async () => {
  const folder = await aFolder();
  await chmod(folder, 0o500);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    await expect(prepareFolder(folder)).rejects.toThrow(/cannot (read and write|be made)|EACCES/);
  } finally {
    if (isRoot) process.seteuid?.(0);
    await chmod(folder, 0o700);
  }
});
