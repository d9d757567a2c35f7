import { join } from "node:path";
import { printedHelp } from "../tools/command/arguments.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { runTool } from "../tools/command/run-tool.ts";
import { root, stateHome } from "../tools/paths.ts";
import { ensureEnvironments, programOf } from "../tools/python/environments.ts";

const HELP = `npm run python:check

Checks the Python package: its format, its style (ruff) and its types (mypy, strict). \`npm run check\` does this, too.`;

const CHECKS = [
  ["ruff", ["format", "--check", "--quiet", "."]],
  ["ruff", ["check", "--quiet", "."]],
  ["mypy", ["--no-error-summary", "--cache-dir", join(stateHome, "mypy")]],
] as const;

await runCommand(async () => {
  if (printedHelp("npm run python:check", HELP)) return 0;
  await ensureEnvironments(["python-client"], { onLine: (line) => console.error(line) });
  for (const [name, args] of CHECKS)
    await runTool(programOf("python-client", name), [...args], {
      name: `${name} ${args[0]}`,
      cwd: join(root, "python"),
      env: { ...process.env, RUFF_NO_CACHE: "true" },
    });
  return 0;
});
