import { readArguments } from "../../tools/command/arguments.ts";
import { attacks } from "./attacks.ts";
import { readLimits } from "./limits.ts";
import { optionalAttacks } from "./optional-attacks.ts";
import { dollars } from "./prices.ts";
import { tables } from "./tables.ts";

export const summary =
  "what an attack may cost in an hour: the tables of docs/security.md (nothing is measured)";

export const help = `npm run bench -- costs

Prints the four tables of "Cost attacks" in docs/security.md: the prices, what an hour of requests costs for each route
at the limits of template.yaml, what it costs for the parts that are off by default, and what an hour of bytes costs. A
test fails when the document has other tables. The prices are in bench/costs/prices.ts, and the assumptions in
bench/costs/attacks.ts and bench/costs/optional-attacks.ts.`;

export const run = async (args: string[], print: (line: string) => void): Promise<object> => {
  readArguments("npm run bench -- costs", { args, options: {} });
  const limits = readLimits();
  const { prices, requests, optional, bytes } = tables(limits);
  for (const table of [prices, requests, optional, bytes]) print(`${table}\n`);
  const perHour = [...attacks(limits), ...optionalAttacks(limits)].map(({ what, perSecond, uses }) => [
    what,
    perSecond * 3600 * dollars(uses),
  ]);
  return { dollars_per_hour: Object.fromEntries(perHour) };
};
