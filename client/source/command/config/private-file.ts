import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * A JSON file that only its owner may read (mode 0600 in a folder of mode 0700; Windows gives the user's folders to the user
 * alone). It is replaced as a whole, so that a crash, or another process at the same time, leaves the old text or a new one.
 */
export const privateFile = (path: string) => ({
  path,
  /** Undefined if there is no such file, or it holds no JSON. */
  read: async (): Promise<unknown> => {
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  },
  write: async (value: unknown): Promise<void> => {
    const draft = `${path}.${randomUUID()}`;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  },
  remove: (): Promise<void> => rm(path, { force: true }),
});

/** The text of a member, or undefined if it is missing or something else. */
export const textOf = (value: unknown, member: string): string | undefined => {
  const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, member) : undefined;
  return typeof found === "string" ? found : undefined;
};
