import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runTool } from "../command/run-tool.ts";
import { type OnLine, step } from "../command/step.ts";
import type { Environment } from "./environments.ts";
import { findPython } from "./find-python.ts";
import { fingerprintOf, isInstalled, markInstalled, pythonOf } from "./marker.ts";
import { packageIndex } from "./package-index.ts";

interface Place {
  home: string;
  uvLock: string;
  onLine: OnLine;
  signal?: AbortSignal | undefined;
}

const TITLES = {
  ministack: "the emulator (MiniStack)",
  sam: "the SAM CLI",
  checkov: "checkov",
  schemathesis: "schemathesis",
};

/** Installs environments from their lock files, with uv: 4 s where pip takes half a minute. */
export const install = async (wanted: Environment[], place: Place): Promise<void> => {
  if (wanted.length === 0) return;
  await mkdir(place.home, { recursive: true });
  place.onLine(`First run: installing into ${place.home} (some 300 MB)`);
  const uv = await ensureUv(place);
  for (const environment of wanted) {
    await step(place.onLine, `Install ${TITLES[environment.name]}`, () => installOne(environment, uv, place));
  }
};

interface Uv {
  program: string;
  python: string;
  env: NodeJS.ProcessEnv;
}

/** uv at the version uv.txt names, in an environment of its own, which only pip can make. */
const ensureUv = async (place: Place): Promise<Uv> => {
  const folder = join(place.home, "bootstrap");
  const python = pythonOf(folder);
  const fingerprint = fingerprintOf(await readFile(place.uvLock, "utf8"), folder);
  const env = pythonEnvironment();
  const tool = { cwd: place.home, env, signal: place.signal, log: join(place.home, "install.log") };
  if (!(await isInstalled(folder, fingerprint))) {
    const { command, version } = await findPython();
    const [file = "", ...args] = command;
    await step(place.onLine, `Install uv with Python ${version.join(".")}`, async () => {
      await rm(folder, { recursive: true, force: true });
      await runTool(file, [...args, "-m", "venv", folder], { ...tool, name: "python -m venv" });
      await runTool(python, ["-m", "pip", "install", "--quiet", "-r", place.uvLock], {
        ...tool,
        name: "pip install uv",
      });
      await markInstalled(folder, fingerprint);
    });
  }
  return {
    program: join(dirname(python), "uv"),
    python,
    env: { ...env, ...(await packageIndex(python, env, place.home)) },
  };
};

const installOne = async (environment: Environment, { program, python, env }: Uv, place: Place) => {
  const { folder, lock, name, fingerprint } = environment;
  const log = join(place.home, `install-${name}.log`);
  const tool = { cwd: place.home, env, signal: place.signal, log };
  await rm(folder, { recursive: true, force: true });
  await runTool(program, ["venv", "--quiet", "--python", python, folder], { ...tool, name: "uv venv" });
  await runTool(program, ["pip", "sync", "--python", pythonOf(folder), lock], {
    ...tool,
    name: `Installing ${TITLES[name]}`,
  });
  await markInstalled(folder, fingerprint);
};

/** The caller's environment (proxies, certificates, mirrors) without what would bend Python or uv to another. */
const pythonEnvironment = (): NodeJS.ProcessEnv => {
  const { PYTHONPATH, PYTHONHOME, VIRTUAL_ENV, CONDA_PREFIX, ...env } = process.env;
  return env;
};
