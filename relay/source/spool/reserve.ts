import { join } from "node:path";
import type { Disk } from "./disk/disk.ts";

/** Of the file that is kept for a full disk: enough for the journal to grow while files are completed. */
export const RESERVE = 8 * 1024 ** 2;

export interface Reserve {
  /** Creates the file again, if there is room for it. */
  keep(): Promise<void>;
  /** Deletes the file. @returns false if there was none */
  give(): Promise<boolean>;
}

/**
 * A file that is deleted when the disk is full, so that the journal can still record that files are completed. Without
 * it, a full disk would never get room again.
 */
export function reserveFile(disk: Disk, folder: string, bytes: number): Reserve {
  const path = join(folder, "reserve");
  return {
    keep: async () => {
      if (bytes === 0 || (await disk.size(path)) === bytes || (await disk.free(folder)) < 2 * bytes) return;
      await disk.unlink(path).catch(() => {});
      const file = await disk.create(path);
      try {
        // Real zeros: a hole would reserve nothing.
        await file.write([new Uint8Array(bytes)], 0);
      } finally {
        await file.close();
      }
    },
    give: () =>
      disk.unlink(path).then(
        () => true,
        () => false,
      ),
  };
}
