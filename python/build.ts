import { join, resolve } from "node:path";
import { readArguments } from "../tools/command/arguments.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { runTool } from "../tools/command/run-tool.ts";
import { root } from "../tools/paths.ts";
import { ensureEnvironments, programOf } from "../tools/python/environments.ts";

const HELP = `npm run python:build [-- FOLDER]

Builds the wheel and the source distribution of the Python package into python/dist, or into FOLDER.`;

await runCommand(async () => {
  const options = { help: { type: "boolean", default: false } } as const;
  const { values, positionals } = readArguments("npm run python:build", { options, allowPositionals: true });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [folder = join(root, "python/dist")] = positionals;
  await ensureEnvironments(["python-client"], { onLine: (line) => console.error(line) });
  const output = await runTool(
    programOf("python-client", "hatchling"),
    ["build", "--directory", resolve(folder)],
    { name: "hatchling build", cwd: join(root, "python"), env: process.env },
  );
  process.stdout.write(output);
  return 0;
});
