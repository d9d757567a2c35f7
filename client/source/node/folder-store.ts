import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { UploadStore } from "../types/upload.ts";

/** Remembers uploads as small files in a folder, which is created when it is needed. */
export const folderStore = (folder: string): UploadStore => {
  // The keys hold colons, which Windows does not accept in names.
  const place = (key: string) => join(folder, `${key.replaceAll(/[^\w.-]/g, "_")}.json`);
  return {
    get: (key) => readFile(place(key), "utf8").catch(() => undefined),
    set: async (key, value) => {
      await mkdir(folder, { recursive: true });
      // Renamed, so that a crash leaves the old text or the new one.
      const next = `${place(key)}.${process.pid}.next`;
      await writeFile(next, value, { mode: 0o600 });
      await rename(next, place(key));
    },
    delete: (key) => rm(place(key), { force: true }),
  };
};
