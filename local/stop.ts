import { readArguments } from "../tools/command/arguments.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { stateHome } from "../tools/paths.ts";
import { stopStack } from "./stack/stop-stack.ts";

const HELP = `npm run stop

Ends the stack that npm start or npm start -- --once started: the emulator, by its pid in
.malote/stack.json, and the functions' processes. If no stack runs, it prints that.`;

await runCommand(async () => {
  const { values } = readArguments("npm run stop", {
    options: { help: { type: "boolean", default: false } },
  });
  console.log(values.help ? HELP : await stopStack(stateHome));
  return 0;
});
