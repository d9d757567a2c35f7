import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { type StackJson, startStack } from "../../local/stack/index.ts";
import { printedHelp } from "../../tools/command/arguments.ts";
import { interruption } from "../../tools/command/interruption.ts";
import { runCommand } from "../../tools/command/run-command.ts";
import { Trouble } from "../../tools/command/trouble.ts";
import { root } from "../../tools/paths.ts";
import { ensureEnvironments, programOf } from "../../tools/python/environments.ts";
import { runProgram } from "./judges/run-program.ts";
import { idTokenOf } from "./judges/sign-in.ts";

const HELP = `npm run schemathesis

Calls a local stack of its own as docs/openapi.yaml says, and as it does not. Which checks are judged, and
how many calls are made: tests/real/schemathesis.toml.`;

const document = join(root, "docs", "openapi.yaml");
const config = join(root, "tests", "real", "schemathesis.toml");

type Operation = { responses: Record<string, unknown> };

/** With a default response, schemathesis would accept every status. Without it, a status that is not documented is a failure. */
const withoutDefaults = (yaml: string): string => {
  const api: { paths: Record<string, Record<string, Operation>> } = parse(yaml);
  for (const methods of Object.values(api.paths))
    for (const { responses } of Object.values(methods)) delete responses["default"];
  return stringify(api, { aliasDuplicateObjects: false, version: "1.1" });
};

const runSchemathesis = async (stack: StackJson, home: string, signal: AbortSignal): Promise<number> => {
  const env = {
    PATH: process.env["PATH"],
    HOME: home,
    LANG: "C.UTF-8",
    MALOTE_API_URL: stack.api_url,
    // An operator may call every route.
    MALOTE_TOKEN: await idTokenOf(stack, stack.operator),
  };
  const program = programOf("schemathesis", "schemathesis");
  return runProgram(program, ["--config-file", config, "run", join(home, "openapi.yaml")], env, signal);
};

await runCommand(async () => {
  if (printedHelp("npm run schemathesis", HELP)) return 0;
  const signal = interruption(new Trouble("Interrupted.", { exitCode: 130 }));
  const onLine = (line: string) => console.error(line);
  const yaml = await readFile(document, "utf8").catch(() => {
    throw new Trouble("docs/openapi.yaml is not there; npm run openapi writes it.");
  });
  await ensureEnvironments(["schemathesis"], { onLine, signal });
  const home = await mkdtemp(join(tmpdir(), "malote-schemathesis-"));
  try {
    await writeFile(join(home, "openapi.yaml"), withoutDefaults(yaml));
    // With every route of the description, and with the largest shares of each: a call that gets a 429 tests nothing.
    const parameters = { Webhooks: "true", ApiRateLimit: "400", ApiBurstLimit: "400" };
    const stack = await startStack({ home, port: 0, parameters, onLine, signal });
    // It stores its findings in the working directory.
    process.chdir(home);
    return await runSchemathesis(stack.outputs, home, signal).finally(() => stack.stop());
  } finally {
    process.chdir(root);
    await rm(home, { recursive: true, force: true });
  }
});
