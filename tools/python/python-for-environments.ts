import { join } from "node:path";
import { runTool } from "../command/run-tool.ts";
import { type OnLine, step } from "../command/step.ts";
import { Trouble } from "../command/trouble.ts";
import { type Found, findPython, OLDEST, type PythonVersion } from "./find-python.ts";

export interface Place {
  home: string;
  onLine: OnLine;
  signal?: AbortSignal | undefined;
}

/** uv with what it runs in. */
export interface Uv {
  program: string;
  env: NodeJS.ProcessEnv;
}

/** The version that uv installs on a machine without a Python that is new enough. */
const MANAGED = "3.13";

/**
 * The Python of the environments: the machine's, or one that uv downloads into the state folder (from GitHub, or from
 * UV_PYTHON_INSTALL_MIRROR).
 * @returns the options of `uv venv` that select it
 * @throws Trouble with what to install or to set
 */
export const pythonForEnvironments = async (
  { program, env }: Uv,
  { home, onLine, signal }: Place,
  {
    oldest = OLDEST,
    find = () => findPython(undefined, undefined, oldest),
    version = MANAGED,
  }: { oldest?: PythonVersion; find?: () => Promise<Found>; version?: string } = {},
): Promise<string[]> => {
  const found = await find();
  if ("python" in found) return ["--python", found.python.executable];
  // uv refuses "never" itself, and counts its command as one that was typed, which "manual" allows.
  const policy = env["UV_PYTHON_DOWNLOADS"];
  if (policy === "never" || policy === "manual")
    throw withoutPython(
      `${found.missing}, and uv may not download one (UV_PYTHON_DOWNLOADS=${policy})`,
      "unset UV_PYTHON_DOWNLOADS",
      oldest,
    );
  try {
    onLine(`The local stack needs Python ${oldest.join(".")} or newer: ${found.missing}`);
    await step(onLine, `Download Python ${version}`, () =>
      runTool(program, ["python", "install", "--no-bin", "--no-registry", version], {
        name: "uv python install",
        cwd: home,
        env,
        log: join(home, "install-python.log"),
        signal,
      }),
    );
    return ["--managed-python", "--python", version];
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    throw withoutPython(
      `${found.missing}, and uv could not download one`,
      "name a mirror that this machine can reach: UV_PYTHON_INSTALL_MIRROR=https://…",
      oldest,
      error.tail,
    );
  }
};

const withoutPython = (why: string, otherwise: string, oldest: PythonVersion, tail?: string): Trouble =>
  new Trouble(
    `The local stack needs Python ${oldest.join(".")} or newer: ${why}. ` +
      `Install Python (Debian and Ubuntu: sudo apt install python3; macOS: brew install python; or https://www.python.org/downloads/), ` +
      `name one (MALOTE_PYTHON=/path/to/python3), or ${otherwise}.`,
    { ...(tail && { tail }) },
  );
