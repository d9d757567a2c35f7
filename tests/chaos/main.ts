// npm run test:chaos: the promises of "What must survive", with injected faults. Prints how to repeat the run.
import { readArguments } from "../../tools/command/arguments.ts";
import { interruption } from "../../tools/command/interruption.ts";
import { runCommand } from "../../tools/command/run-command.ts";
import { Trouble } from "../../tools/command/trouble.ts";
import { ensureGoTool } from "../../tools/go/ensure-tool.ts";
import { nodeBinary, root } from "../../tools/paths.ts";
import { runProgram } from "../real/judges/run-program.ts";
import { DEFAULT_FILES, FILES_VARIABLE, readOptions, SEED_VARIABLE } from "./options.ts";

const HELP = `npm run test:chaos [-- OPTIONS] [NAME…]

The eight promises of docs/architecture.md under "What must survive", each its own test: every call to AWS cut
off, every service failing, sources replaced, files deleted under way. S3 is versitygw; everything else is the
template, deployed to the local emulator. Takes some minutes.

  --seed N    the seed of all that is random (a new one each time); printed, to run the same again
  --files N   files of the large run (${DEFAULT_FILES})
  --help      this
  NAME        only the test files whose names hold one of these, such as killed

Needs Go beside Node.js: versitygw is built on the first run.`;

const VITEST = "node_modules/vitest/vitest.mjs";

await runCommand(async () => {
  const { values, positionals } = readArguments("npm run test:chaos", {
    allowPositionals: true,
    options: {
      help: { type: "boolean", default: false },
      seed: { type: "string" },
      files: { type: "string" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { seed, files } = readOptions({ [SEED_VARIABLE]: values.seed, [FILES_VARIABLE]: values.files });
  const again = ["npm run test:chaos --", `--seed ${seed} --files ${files}`, ...positionals].join(" ");
  console.log(`Seed ${seed}, ${files} files. The same again: ${again}`);

  const signal = interruption(new Trouble("Interrupted.", { exitCode: 130 }));
  // Checked first, because nothing can run without Go.
  await ensureGoTool("versitygw", { onLine: (line) => console.error(line), signal });
  process.chdir(root);
  const env = { ...process.env, [SEED_VARIABLE]: String(seed), [FILES_VARIABLE]: String(files) };
  const code = await runProgram(
    nodeBinary,
    [VITEST, "run", "--project", "chaos", ...positionals],
    env,
    signal,
  );
  signal.throwIfAborted();
  if (code !== 0) console.error(`Failed with seed ${seed}. The same again: ${again}`);
  return code;
});
