import { ASSUMED, type Attack, attacks, type Flood, floods } from "./attacks.ts";
import type { Limits } from "./limits.ts";
import { optionalAttacks } from "./optional-attacks.ts";
import { dollars, dollarsByService, PRICES, type Price } from "./prices.ts";

const HOUR = 3600;

const usd = (amount: number): string =>
  `$${amount.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

const million = (amount: number): string => (amount * 1_000_000).toFixed(2);

const row = (...cells: string[]): string => `| ${cells.join(" | ")} |`;

const ofRequests = ({ who, what, perSecond, uses }: Omit<Attack, "who"> & { who: string }): string => {
  const parts = [...dollarsByService(uses)].map(([service, amount]) => `${service} ${million(amount)}`);
  const requests = perSecond * HOUR;
  return row(
    who,
    what,
    perSecond.toLocaleString("en"),
    requests.toLocaleString("en"),
    parts.length > 1 ? `${parts.join(" + ")} = ${million(dollars(uses))}` : parts.join(),
    usd(requests * dollars(uses)),
  );
};

const ofBytes = ({ who, what, gigabits, price }: Flood): string => {
  const gb = gigabits * ASSUMED.gbPerGigabitHour;
  const { usd: each } = PRICES[price];
  const total = usd(gb * each);
  return row(
    who,
    what,
    `${gigabits} × ${ASSUMED.gbPerGigabitHour} = ${gb.toLocaleString("en")} GB`,
    `× $${each}`,
    price === "storedGb" ? `${total} a month, for each hour` : total,
  );
};

/** The tables of docs/security.md, as Markdown. */
export const tables = (
  limits: Limits,
): { prices: string; requests: string; optional: string; bytes: string } => ({
  prices: [
    row("service", "dollars", "for", "known for", "source"),
    "|---|---|---|---|---|",
    ...Object.values<Price>(PRICES).map(({ service, usd: each, per, unit, known, source }) =>
      row(service, String(each), `${per.toLocaleString("en")} ${unit}`, known, `<${source}>`),
    ),
  ].join("\n"),
  requests: [
    row("who", "requests", "a second", "an hour", "dollars for a million", "an hour costs"),
    "|---|---|---|---|---|---|",
    ...attacks(limits).map(ofRequests),
  ].join("\n"),
  optional: [
    row("who", "requests", "a second", "an hour", "dollars for a million", "an hour costs"),
    "|---|---|---|---|---|---|",
    ...optionalAttacks(limits).map(({ parameter, what, ...attack }) =>
      ofRequests({ ...attack, what: `\`${parameter}\`: ${what}` }),
    ),
  ].join("\n"),
  bytes: [
    row("who", "bytes", "an hour", "price", "an hour costs"),
    "|---|---|---|---|---|",
    ...floods.map(ofBytes),
  ].join("\n"),
});
