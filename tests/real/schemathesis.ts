import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  return runProgram(program, ["--config-file", config, "run", document], env, signal);
};

await runCommand(async () => {
  if (printedHelp("npm run schemathesis", HELP)) return 0;
  const signal = interruption(new Trouble("Interrupted.", { exitCode: 130 }));
  const onLine = (line: string) => console.error(line);
  await access(document).catch(() => {
    throw new Trouble("docs/openapi.yaml is not there; npm run openapi writes it.");
  });
  await ensureEnvironments(["schemathesis"], { onLine, signal });
  const home = await mkdtemp(join(tmpdir(), "malote-schemathesis-"));
  try {
    const stack = await startStack({ home, port: 0, onLine, signal });
    // It stores its findings in the working directory.
    process.chdir(home);
    return await runSchemathesis(stack.outputs, home, signal).finally(() => stack.stop());
  } finally {
    process.chdir(root);
    await rm(home, { recursive: true, force: true });
  }
});
