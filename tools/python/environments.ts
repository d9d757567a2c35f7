import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { exclusive } from "../command/exclusive.ts";
import type { OnLine } from "../command/step.ts";
import { stateHome } from "../paths.ts";
import { install } from "./install.ts";
import { fingerprintOf, isInstalled, pythonOf } from "./marker.ts";

/** Each tool its own, because they pin different versions of the same packages, such as botocore. */
export type EnvironmentName = "ministack" | "sam" | "checkov" | "schemathesis";

const locks = dirname(fileURLToPath(import.meta.url));
const home = join(stateHome, "python");

const environment = async (name: EnvironmentName) => {
  const folder = join(home, name);
  const lock = join(locks, `${name}.txt`);
  return { name, folder, lock, fingerprint: fingerprintOf(await readFile(lock, "utf8"), folder) };
};

export type Environment = Awaited<ReturnType<typeof environment>>;

/** A program of an environment, such as `sam`. */
export const programOf = (name: EnvironmentName, program: string): string =>
  join(dirname(pythonOf(join(home, name))), program);

/**
 * Makes sure that these environments hold exactly what their lock files say, and installs what is missing.
 * Several processes may ask at once: one installs, the others wait for it.
 */
export const ensureEnvironments = async (
  names: EnvironmentName[],
  { onLine, signal }: { onLine: OnLine; signal?: AbortSignal | undefined },
): Promise<void> => {
  const missing = async () => {
    const states = await Promise.all(
      names.map(async (name) => {
        const wanted = await environment(name);
        return (await isInstalled(wanted.folder, wanted.fingerprint)) ? [] : [wanted];
      }),
    );
    return states.flat();
  };
  if ((await missing()).length === 0) return;
  await exclusive(
    join(home, "install.lock"),
    async () => install(await missing(), { home, uvLock: join(locks, "uv.txt"), onLine, signal }),
    { onWait: () => onLine("Waiting for another process that is installing"), signal },
  );
};
