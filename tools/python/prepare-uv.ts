import { join } from "node:path";
import { locks } from "./environment.ts";
import type { Place, Uv } from "./python-for-environments.ts";
import { ensureUv } from "./uv/ensure-uv.ts";
import { throughProxies, trustMachineCertificates } from "./uv/machine-network.ts";
import { packageIndex } from "./uv/package-index.ts";

/** uv at its pinned version, with what it needs to reach this machine's package index. */
export const prepareUv = async (place: Place): Promise<Uv> => {
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
  return { program, env };
};

/** The caller's environment (proxies, certificates, mirrors) without what leads Python or uv to another environment. */
const withoutPythons = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const { PYTHONPATH, PYTHONHOME, VIRTUAL_ENV, CONDA_PREFIX, ...env } = environment;
  return env;
};
