import { createHash } from "node:crypto";
import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

// An environment counts as installed when its marker, written last, holds the fingerprint it should have.
// One that was cut off has no marker, a changed lock has another fingerprint, and so has a checkout that was
// moved: a virtual environment knows its own path.
const MARKER = "malote-installed";

export const fingerprintOf = (lock: string, folder: string): string =>
  createHash("sha256").update(folder).update("\0").update(lock).digest("hex");

export const pythonOf = (folder: string): string =>
  process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");

export const isInstalled = async (folder: string, fingerprint: string): Promise<boolean> => {
  try {
    // A link into a Python that has since been upgraded away leads nowhere.
    await access(pythonOf(folder));
    return (await readFile(join(folder, MARKER), "utf8")) === fingerprint;
  } catch {
    return false;
  }
};

export const markInstalled = (folder: string, fingerprint: string): Promise<void> =>
  writeFile(join(folder, MARKER), fingerprint);
