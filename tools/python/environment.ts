import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stateHome } from "../paths.ts";
import { OLDEST, type PythonVersion } from "./find-python.ts";
import { fingerprintOf } from "./marker.ts";

/** Each tool has its own environment, because they pin different versions of the same packages, such as botocore. */
export type EnvironmentName = "ministack" | "sam" | "checkov" | "schemathesis" | "python-client" | "transfer";

/** The oldest Python that each lock file is for. */
export const PYTHONS: Record<EnvironmentName, PythonVersion> = {
  ministack: OLDEST,
  sam: OLDEST,
  checkov: OLDEST,
  schemathesis: [3, 11],
  "python-client": [3, 11],
  transfer: OLDEST,
};

/** The folder of the lock files. */
export const locks = dirname(fileURLToPath(import.meta.url));

/** The folder of everything that is installed for them. */
export const home = join(stateHome, "python");

export interface Environment {
  name: EnvironmentName;
  folder: string;
  lock: string;
  /** Changes with the lock file and the folder. */
  fingerprint: string;
}

export const environment = async (name: EnvironmentName): Promise<Environment> => {
  const folder = join(home, name);
  const lock = join(locks, `${name}.txt`);
  return { name, folder, lock, fingerprint: fingerprintOf(await readFile(lock, "utf8"), folder) };
};
