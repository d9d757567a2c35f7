import { rm } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../command/run-tool.ts";
import type { Environment } from "./environment.ts";
import { markInstalled, pythonOf } from "./marker.ts";
import type { Place, Uv } from "./python-for-environments.ts";

/**
 * Creates one environment and installs exactly what its lock file lists.
 * @param python the options of `uv venv` that select its Python
 * @throws Trouble if a file is not one of those that the lock file pins by their hashes
 */
export const installEnvironment = async (
  { folder, lock, name, fingerprint }: Environment,
  title: string,
  { program, env }: Uv,
  python: string[],
  { home, signal }: Omit<Place, "onLine">,
): Promise<void> => {
  const tool = { cwd: home, env, signal, log: join(home, `install-${name}.log`) };
  await rm(folder, { recursive: true, force: true });
  await runTool(program, ["venv", "--quiet", ...python, folder], { ...tool, name: "uv venv" });
  const sync = ["pip", "sync", "--require-hashes", ...wheelsOnly(env), "--python", pythonOf(folder), lock];
  await runTool(program, sync, { ...tool, name: `Installing ${title}` });
  await markInstalled(folder, fingerprint);
};

/**
 * A package without a wheel for the platform is built from its source, and the programs that build it are not in the
 * lock file. UV_NO_BUILD refuses that. `uv pip` itself does not read this variable.
 */
const wheelsOnly = (env: NodeJS.ProcessEnv): string[] => (env["UV_NO_BUILD"] ? ["--no-build"] : []);
