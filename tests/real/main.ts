import { printedHelp } from "../../tools/command/arguments.ts";
import { interruption } from "../../tools/command/interruption.ts";
import { runCommand } from "../../tools/command/run-command.ts";
import { seconds } from "../../tools/command/step.ts";
import { Trouble } from "../../tools/command/trouble.ts";
import { ensureGoTool } from "../../tools/go/ensure-tool.ts";
import { nodeBinary, root } from "../../tools/paths.ts";
import { findChromium } from "./browser/find-chromium.ts";
import { runProgram } from "./judges/run-program.ts";
import { ensureElasticmq } from "./servers/elasticmq/install.ts";

const HELP = `npm run test:real

The field's own judges, one after the other, and what each came to: the suites against servers that are not
ours, checkov, schemathesis. All of them are heard, whatever the first ones say. Needs Go, Java 17 with
Maven, strace, and Chromium; a Python of this machine must be 3.11 or newer. What they are: tests/real/README.md.`;

const JUDGES: [name: string, ...command: string[]][] = [
  ["suites", "node_modules/vitest/vitest.mjs", "run", "--project", "real"],
  ["checkov", "tests/real/checkov.ts"],
  ["schemathesis", "tests/real/schemathesis.ts"],
];

await runCommand(async () => {
  if (printedHelp("npm run test:real", HELP)) return 0;
  const signal = interruption(new Trouble("Interrupted.", { exitCode: 130 }));
  // Checked first, because nothing can run without Go, Java and a browser.
  const onLine = (line: string) => console.error(line);
  await ensureGoTool("versitygw", { onLine, signal });
  await ensureElasticmq({ onLine, signal });
  findChromium();
  process.chdir(root);
  const verdicts: string[] = [];
  let failures = 0;
  for (const [name, ...command] of JUDGES) {
    console.log(`\n── ${name} ──`);
    const started = performance.now();
    const code = await runProgram(nodeBinary, command, process.env, signal);
    signal.throwIfAborted();
    if (code !== 0) failures += 1;
    const took = seconds(performance.now() - started);
    verdicts.push(
      `${name.padEnd(14)} ${(code === 0 ? "holds" : `failed (${code})`).padEnd(12)} ${took.padStart(8)}`,
    );
  }
  console.log(`\n${verdicts.join("\n")}`);
  return failures === 0 ? 0 : 1;
});
