import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../command/run-tool.ts";
import { step } from "../command/step.ts";
import { type Environment, locks } from "./environment.ts";
import { markInstalled, pythonOf } from "./marker.ts";
import { type Place, pythonForEnvironments, type Uv } from "./python-for-environments.ts";
import { ensureUv } from "./uv/ensure-uv.ts";
import { throughProxies, trustMachineCertificates } from "./uv/machine-network.ts";
import { packageIndex } from "./uv/package-index.ts";

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
  const certificates = await trustMachineCertificates(place.home);
  const index = await packageIndex();
  const program = await throughProxies(() => ensureUv({ ...place, lock: join(locks, "uv.txt"), index }));
  const env = {
    ...withoutPythons(process.env),
    ...index.env,
    ...certificates,
    // A Python that uv downloads, and the links to it that uv makes, stay in the state folder.
    UV_PYTHON_INSTALL_DIR: join(place.home, "managed"),
  };
  const uv = { program, env };
  const python = await pythonForEnvironments(uv, place);
  for (const environment of wanted) {
    await step(place.onLine, `Install ${TITLES[environment.name]}`, () =>
      installOne(environment, uv, python, place),
    );
  }
};

const installOne = async (environment: Environment, { program, env }: Uv, python: string[], place: Place) => {
  const { folder, lock, name, fingerprint } = environment;
  const tool = { cwd: place.home, env, signal: place.signal, log: join(place.home, `install-${name}.log`) };
  await rm(folder, { recursive: true, force: true });
  await runTool(program, ["venv", "--quiet", ...python, folder], { ...tool, name: "uv venv" });
  await runTool(program, ["pip", "sync", "--python", pythonOf(folder), lock], {
    ...tool,
    name: `Installing ${TITLES[name]}`,
  });
  await markInstalled(folder, fingerprint);
};

/** The caller's environment (proxies, certificates, mirrors) without what leads Python or uv to another environment. */
const withoutPythons = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const { PYTHONPATH, PYTHONHOME, VIRTUAL_ENV, CONDA_PREFIX, ...env } = environment;
  return env;
};
