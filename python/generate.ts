import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { printedHelp } from "../tools/command/arguments.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { runTool } from "../tools/command/run-tool.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { root } from "../tools/paths.ts";
import { ensureEnvironments, programOf } from "../tools/python/environments.ts";

const HELP = `npm run python:generate

Generates python/src/malote/generated from docs/openapi.yaml, with the version of openapi-python-client that
tools/python/python-client.txt pins. \`npm run openapi\` does this, too.`;

export const generated = join(root, "python/src/malote/generated");

/** Generates the client into a folder that does not exist yet. */
export const generateInto = async (folder: string): Promise<void> => {
  await ensureEnvironments(["python-client"], { onLine: (line) => console.error(line) });
  const program = programOf("python-client", "openapi-python-client");
  const args = ["generate", "--path", join(root, "docs/openapi.yaml"), "--meta", "none"];
  const output = await runTool(program, [...args, "--output-path", folder], {
    name: "openapi-python-client",
    cwd: root,
    // The generator formats what it writes with ruff, which is beside it.
    env: {
      ...process.env,
      PATH: [dirname(program), process.env["PATH"]].join(delimiter),
      RUFF_NO_CACHE: "true",
    },
  });
  // It leaves out what it does not understand, with a warning.
  if (/warning|error/i.test(output))
    throw new Trouble("openapi-python-client had warnings.", { tail: output });
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  await runCommand(async () => {
    if (printedHelp("npm run python:generate", HELP)) return 0;
    const folder = await mkdtemp(join(tmpdir(), "malote-python-"));
    try {
      await generateInto(join(folder, "generated"));
      await rm(generated, { recursive: true, force: true });
      await cp(join(folder, "generated"), generated, { recursive: true });
    } finally {
      await rm(folder, { recursive: true });
    }
    return 0;
  });
