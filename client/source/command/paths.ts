import { stat } from "node:fs/promises";

/** A folder of the service as it keeps it, without slashes around it. Undefined: no folder. */
export const serviceFolder = (path: string | undefined): string | undefined =>
  path?.replaceAll(/^\/+|\/+$/g, "") || undefined;

/** Whether there is a folder of this machine. */
export const isFolderAt = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

/** Whether a path names a folder by a separator at its end. Without that folder, it would become a file. */
export const endsAsFolder = (path: string): boolean => /[/\\]$/.test(path);
