import { join } from "node:path";
import { printedHelp } from "../../tools/command/arguments.ts";
import { runCommand } from "../../tools/command/run-command.ts";
import { root, stateHome } from "../../tools/paths.ts";
import { ensureEnvironments, programOf } from "../../tools/python/environments.ts";
import { runProgram } from "./judges/run-program.ts";

const HELP = `npm run checkov

What checkov has against template.yaml, offline. Its checks and skips: .checkov.yaml.`;

await runCommand(async () => {
  if (printedHelp("npm run checkov", HELP)) return 0;
  await ensureEnvironments(["checkov"], { onLine: (line) => console.error(line) });
  process.chdir(root);
  const code = await runProgram(programOf("checkov", "checkov"), ["--config-file", ".checkov.yaml"], {
    PATH: process.env["PATH"],
    // With the developer's HOME, checkov would prefer the developer's own configuration.
    HOME: join(stateHome, "checkov"),
    LANG: "C.UTF-8",
    LOG_LEVEL: "ERROR",
  });
  if (code === 0) console.log("checkov: nothing against template.yaml");
  return code;
});
