import { dirname, join } from "node:path";
import { exclusive } from "../command/exclusive.ts";
import type { OnLine } from "../command/step.ts";
import { type EnvironmentName, environment, home } from "./environment.ts";
import { install } from "./install.ts";
import { isInstalled, pythonOf } from "./marker.ts";

export type { EnvironmentName };

/** A program of an environment, such as `sam`. */
export const programOf = (name: EnvironmentName, program: string): string =>
  join(dirname(pythonOf(join(home, name))), program);

/**
 * Makes sure that these environments hold exactly what their lock files list, and installs what is missing.
 * If several processes ask at once, one installs and the others wait for it.
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
    async () => install(await missing(), { home, onLine, signal }),
    { onWait: () => onLine("Waiting for another process that is installing"), signal },
  );
};
