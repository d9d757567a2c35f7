import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readArguments } from "../command/arguments.ts";
import { runCommand } from "../command/run-command.ts";
import { step } from "../command/step.ts";
import { compileLock } from "./compile-lock.ts";
import { home, locks, PYTHONS } from "./environment.ts";
import { prepareUv } from "./prepare-uv.ts";

const HELP = `npm run locks [-- --upgrade]

Compiles the lock files tools/python/*.txt from the .in files beside them, with the hashes of all wheels and source
distributions. Without --upgrade, versions stay as they are unless a .in file asks for another one.`;

await runCommand(async () => {
  const options = {
    help: { type: "boolean", default: false },
    upgrade: { type: "boolean", default: false },
  } as const;
  const { values } = readArguments("npm run locks", { options });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const onLine = (line: string) => console.log(line);
  await mkdir(home, { recursive: true });
  const uv = await prepareUv({ home, onLine });
  for (const [name, python] of Object.entries(PYTHONS)) {
    const log = join(home, `compile-${name}.log`);
    await step(onLine, `Compile ${name}.txt`, () =>
      compileLock(uv, { name, python: python.join("."), folder: locks, log, upgrade: values.upgrade }),
    );
  }
  return 0;
});
