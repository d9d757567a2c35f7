import { readFile } from "node:fs/promises";
import { printedHelp } from "../../../tools/command/arguments.ts";
import { runCommand } from "../../../tools/command/run-command.ts";
import { plainApi } from "./plain-api.ts";

const HELP = `npm run -s openapi:plain > plain.yaml

Prints docs/openapi.yaml without unions, for the generators that know none (docs/client/generated.md).`;

await runCommand(async () => {
  if (printedHelp("npm run openapi:plain", HELP)) return 0;
  const document = await readFile(new URL("../../../docs/openapi.yaml", import.meta.url), "utf8");
  process.stdout.write(plainApi(document));
  return 0;
});
