import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exclusive } from "../../tools/command/exclusive.ts";
import { stateHome } from "../../tools/paths.ts";
import { fingerprint } from "./fingerprint.ts";

interface SharedBuild {
  /** Names its lock and its marker in the checkout's state folder. */
  name: string;
  /** Files and folders that the result depends on. */
  sources: string[];
  /** The folder of the result. */
  dist: string;
  build(): Promise<unknown>;
  signal?: AbortSignal | undefined;
}

/**
 * Builds what every stack of this checkout shares. A lock lets one process build it at a time, and it is not built when its
 * sources and the result are unchanged.
 */
export const buildShared = ({ name, sources, dist, build, signal }: SharedBuild): Promise<void> =>
  exclusive(
    join(stateHome, `${name}.lock`),
    async () => {
      const marker = join(stateHome, `${name}.fingerprint`);
      const nothing = new Set<string>();
      const state = async () => `${await fingerprint(sources)} ${await fingerprint([dist], nothing)}`;
      if ((await readFile(marker, "utf8").catch(() => undefined)) === (await state())) return;
      await build();
      await writeFile(marker, await state());
    },
    { signal },
  );
