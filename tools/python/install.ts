import { mkdir } from "node:fs/promises";
import { step } from "../command/step.ts";
import { type Environment, PYTHONS } from "./environment.ts";
import { installEnvironment } from "./install-environment.ts";
import { prepareUv } from "./prepare-uv.ts";
import { type Place, pythonForEnvironments } from "./python-for-environments.ts";

const TITLES = {
  ministack: "the emulator (MiniStack)",
  sam: "the SAM CLI",
  checkov: "checkov",
  schemathesis: "schemathesis",
  "python-client": "what the Python package needs",
  transfer: "boto3",
};

/** Installs environments from their lock files, with uv: 4 s where pip takes half a minute. */
export const install = async (wanted: Environment[], place: Place): Promise<void> => {
  if (wanted.length === 0) return;
  await mkdir(place.home, { recursive: true });
  place.onLine(`First run: installing into ${place.home} (some 300 MB)`);
  const uv = await prepareUv(place);
  for (const environment of wanted) {
    const python = await pythonForEnvironments(uv, place, { oldest: PYTHONS[environment.name] });
    const title = TITLES[environment.name];
    await step(place.onLine, `Install ${title}`, () =>
      installEnvironment(environment, title, uv, python, place),
    );
  }
};
