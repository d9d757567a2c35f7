import { mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { anAgent } from "../../../testing/agent.ts";
import { aFolder } from "../../../testing/command.ts";
import { foldersAt } from "./folders.ts";

/** Two folders that may be used, in one with a secret beside them. */
const aPlace = async () => {
  const base = await realpath(await aFolder());
  for (const name of ["a/in", "b", "ab", "secrets", "a/config"])
    await mkdir(join(base, name), { recursive: true });
  await writeFile(join(base, "secrets/key"), "secret");
  await writeFile(join(base, "ab/key"), "secret");
  await writeFile(join(base, "a/file"), "mine");
  await writeFile(join(base, "a/config/tokens.json"), "secret");
  await symlink(join(base, "secrets/key"), join(base, "a/key"));
  await symlink("../secrets", join(base, "a/out"));
  await symlink(join(base, "secrets/new"), join(base, "a/dangling"));
  await symlink(join(base, "secrets/no"), join(base, "a/dangling-folder"));
  await symlink("loop", join(base, "a/loop"));
  await symlink("in", join(base, "a/inner"));
  await symlink(join(base, "a"), join(base, "link-to-a"));
  const folders = await foldersAt(["link-to-a", "b"], { cwd: base, configFolder: join(base, "a/config") });
  return { base, folders };
};

test("a folder is known by its real path, and what is below it may be used, also through links that stay inside", async () => {
  const { base, folders } = await aPlace();
  expect(folders.roots).toEqual([join(base, "a"), join(base, "b")]);
  for (const [path, real] of [
    [".", "a"],
    ["file", "a/file"],
    ["in/../file", "a/file"],
    ["new", "a/new"],
    ["..new", "a/..new"],
    ["no/such/file", "a/no/such/file"],
    ["inner/new", "a/in/new"],
    ["../b/new", "b/new"],
    [join(base, "b"), "b"],
    [join(base, "link-to-a/file"), "a/file"],
  ] as const)
    expect(await folders.resolve(path), path).toBe(join(base, real));
});

const ESCAPES = [
  "key",
  "out",
  "out/key",
  "out/new",
  "out/../../secrets/key",
  "dangling",
  "dangling-folder/new",
  "loop",
  "file/below",
  "..",
  "../secrets/key",
  "../ab/key",
  "../a-new",
  "in/../../secrets/key",
  "/etc/passwd",
  "/",
  "",
  "nul\0byte",
  "config",
  "config/tokens.json",
  "config/new",
];

test.each(ESCAPES.filter((path) => path !== ""))("%j may not be used", async (path) => {
  const { folders } = await aPlace();
  await expect(folders.resolve(path)).rejects.toMatchObject({ code: "not-allowed" });
});

test.each(ESCAPES)("an agent that names %j gets an error, and the service no request", async (path) => {
  const { base, folders } = await aPlace();
  const { service, call } = await anAgent({ folders });
  for (const [name, args] of [
    ["upload_file", { file: path }],
    ["upload_file", { file: join(base, "a", path) }],
    ["download_file", { file_id: "1", to: path === "" ? "../" : path, overwrite: true }],
  ] as const) {
    const { isError, text } = await call(name, args);
    expect(isError, name).toBe(true);
    expect(text).not.toContain("secret\n");
  }
  expect(service.requests).toEqual([]);
});

test("a folder that is missing, or is a file, is refused at the start", async () => {
  const { base } = await aPlace();
  const world = { cwd: base, configFolder: dirname(base) };
  await expect(foldersAt(["a", "no"], world)).rejects.toMatchObject({ exit: 2, message: "no is no folder." });
  await expect(foldersAt(["a/file"], world)).rejects.toMatchObject({ exit: 2 });
});
