import { dollars, dollarsByService, type Uses } from "../costs/prices.ts";
import { type BillLines, dollarsPerMillion } from "./bill.ts";
import { dollarsOf, idleMonth, methodMetrics } from "./idle.ts";
import type { Template } from "./template.ts";

const NAMES: Readonly<Record<keyof BillLines, string>> = {
  confirmed: "a file, confirmed",
  unconfirmed: "a file, not confirmed",
  bulk: "a file of 50 (`POST /uploads`), not confirmed",
  poll: "each request of its status",
  gibibyte: "a file of 1 GiB, not confirmed",
};

const SERVICES = ["API Gateway", "Lambda", "DynamoDB", "S3", "SQS", "logs", "X-Ray"];

const usd = (amount: number): string => amount.toFixed(2);

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const linesOf = (what: string, uses: Uses): string => {
  const services = dollarsByService(uses);
  const each = SERVICES.map((service) => usd((services.get(service) ?? 0) * 1_000_000));
  return row([what, ...each, usd(dollarsPerMillion(uses))]);
};

/** Dollars per million, as Markdown. */
export const dollarsTable = (lines: BillLines): string =>
  [
    row(["a million of", ...SERVICES, "together"]),
    `|${"---|".repeat(SERVICES.length + 2)}`,
    ...(Object.entries(NAMES) as [keyof BillLines, string][]).map(([key, what]) => linesOf(what, lines[key])),
  ].join("\n");

/** Dollars per month while nothing happens, as Markdown. */
export const fixedTable = (template: Template): string => {
  const idle = idleMonth(template);
  const fixed = (what: string, amount: number) => row([what, usd(amount)]);
  return [
    row(["what", "dollars a month"]),
    "|---|---|",
    ...idle.map(({ what, uses }) => fixed(what, dollars(uses))),
    fixed("**together, while nothing happens**", dollarsOf(idle)),
    ...[methodMetrics(template)].map(({ what, uses }) => fixed(what, dollars(uses))),
  ].join("\n");
};
