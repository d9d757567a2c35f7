import { writeFile } from "node:fs/promises";
import { printedHelp } from "../../../tools/command/arguments.ts";
import { runCommand } from "../../../tools/command/run-command.ts";
import { describeApi } from "./describe-api.ts";

const HELP = `npm run openapi

Writes docs/openapi.yaml anew, from the schemas that the functions validate with. A test fails when it is stale.`;

await runCommand(async () => {
  if (printedHelp("npm run openapi", HELP)) return 0;
  await writeFile(new URL("../../../docs/openapi.yaml", import.meta.url), describeApi());
  console.log("docs/openapi.yaml is written.");
  return 0;
});
