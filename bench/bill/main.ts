import { printedHelp } from "../../tools/command/arguments.ts";
import { runCommand } from "../../tools/command/run-command.ts";
import { billLines, dollarsPerMillion } from "./bill.ts";
import { dollarsOf, idleMonth } from "./idle.ts";
import { dollarsTable, fixedTable } from "./tables.ts";
import { readTemplate } from "./template.ts";
import { unitRows, unitsTable } from "./units-table.ts";

const help = `npm run bill

Computes what files cost on AWS in us-east-1: dollars per million files, and dollars per month of a stack on which nothing
happens. It runs the use cases of the service over a table in memory and counts the calls and units, as the tests of
docs/bill.md do. The prices are in bench/costs/prices.ts, with the month for which each is known, and the assumptions in
bench/bill/assumed.ts. Nothing is measured, and nothing is called.

It prints the three tables of docs/bill.md. The last line is JSON.`;

const rounded = (amount: number): number => Math.round(amount * 100) / 100;

await runCommand(async () => {
  if (printedHelp("npm run bill", help)) return 0;
  const template = readTemplate();
  const lines = await billLines(template);
  for (const table of [unitsTable(await unitRows()), dollarsTable(lines), fixedTable(template)])
    console.log(`${table}\n`);
  const { confirmed, unconfirmed, bulk, poll } = lines;
  console.log(
    JSON.stringify({
      bill: {
        confirmed: rounded(dollarsPerMillion(confirmed)),
        unconfirmed: rounded(dollarsPerMillion(unconfirmed)),
        bulk: rounded(dollarsPerMillion(bulk)),
        poll: rounded(dollarsPerMillion(poll)),
        units_confirmed: confirmed.writeUnit,
        units_unconfirmed: unconfirmed.writeUnit,
        idle_month: rounded(dollarsOf(idleMonth(template))),
      },
    }),
  );
  return 0;
});
