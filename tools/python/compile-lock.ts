import { runTool } from "../command/run-tool.ts";
import type { Uv } from "./python-for-environments.ts";

export interface Compilation {
  /** NAME.in is compiled to NAME.txt. */
  name: string;
  /** The oldest Python that the lock file is for, such as "3.10". */
  python: string;
  folder: string;
  log: string;
  upgrade: boolean;
}

/** Compiles one lock file. It is for all platforms, and has nothing of this machine. */
export const compileLock = async (uv: Uv, { name, python, folder, log, upgrade }: Compilation) => {
  const args = ["pip", "compile", "--no-config", "--quiet", "--universal", "--python-version", python];
  const form = ["--generate-hashes", "--no-header", "--no-annotate"];
  const files = [`${name}.in`, "--output-file", `${name}.txt`];
  await runTool(uv.program, [...args, ...form, ...(upgrade ? ["--upgrade"] : []), ...files], {
    name: `uv pip compile ${name}.in`,
    cwd: folder,
    env: withoutRules(uv.env),
    log,
  });
};

/** How uv reaches the package index. uv's other variables add constraints, local wheels, further indexes or dates. */
const CONNECTION = /^UV_(DEFAULT_INDEX|INDEX_URL|INSECURE_HOST|CACHE_DIR|PYTHON_INSTALL_DIR)$/;

const withoutRules = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith("UV_") || CONNECTION.test(name)),
  );
