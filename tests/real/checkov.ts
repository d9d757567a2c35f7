import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { printedHelp } from "../../tools/command/arguments.ts";
import { runCommand } from "../../tools/command/run-command.ts";
import { root, stateHome } from "../../tools/paths.ts";
import { ensureEnvironments, programOf } from "../../tools/python/environments.ts";
import { withOptionalParts } from "./judges/optional-parts.ts";
import { runProgram } from "./judges/run-program.ts";

const HELP = `npm run checkov

What checkov has against template.yaml, offline: as it is, and with all of its optional parts.
Its checks and skips: .checkov.yaml.`;

await runCommand(async () => {
  if (printedHelp("npm run checkov", HELP)) return 0;
  await ensureEnvironments(["checkov"], { onLine: (line) => console.error(line) });
  process.chdir(root);
  // With the developer's HOME, checkov would prefer the developer's own configuration.
  const HOME = join(stateHome, "checkov");
  const whole = join(HOME, "template.yaml");
  await mkdir(HOME, { recursive: true });
  await writeFile(whole, withOptionalParts(await readFile("template.yaml", "utf8")));
  for (const file of ["template.yaml", whole]) {
    const options = ["--config-file", ".checkov.yaml", "--file", file];
    const environment = { PATH: process.env["PATH"], HOME, LANG: "C.UTF-8", LOG_LEVEL: "ERROR" };
    const code = await runProgram(programOf("checkov", "checkov"), options, environment);
    if (code !== 0) return code;
  }
  console.log("checkov: nothing against template.yaml, as it is and with its optional parts");
  return 0;
});
