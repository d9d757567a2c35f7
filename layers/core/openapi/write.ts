import { writeFile } from "node:fs/promises";
import { printedHelp } from "../../../tools/command/arguments.ts";
import { runCommand } from "../../../tools/command/run-command.ts";
import { describeApi } from "./describe-api.ts";
import { describeEvent } from "./describe-event.ts";

const HELP = `npm run openapi

Writes docs/openapi.yaml and docs/file-status-changed.schema.json anew, from the schemas that the functions and their tests
validate with. A test fails when one of them is stale.`;

await runCommand(async () => {
  if (printedHelp("npm run openapi", HELP)) return 0;
  await writeFile(new URL("../../../docs/openapi.yaml", import.meta.url), describeApi());
  await writeFile(new URL("../../../docs/file-status-changed.schema.json", import.meta.url), describeEvent());
  console.log("docs/openapi.yaml and docs/file-status-changed.schema.json are written.");
  return 0;
});
