import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { functions } from "../../tests/unit/template.ts";
import { ASSUMED, attacks } from "./attacks.ts";
import { readLimits } from "./limits.ts";
import { dollars, PRICES } from "./prices.ts";
import { tables } from "./tables.ts";

const limits = readLimits();
const written = readFileSync("docs/security.md", "utf8");

describe("docs/security.md", () => {
  test.each(
    Object.entries(tables(limits)),
  )("has the table of %s (npm run bench -- costs prints it)", (_, table) => {
    expect(written).toContain(`\n\n${table}\n\n`);
  });
});

test("its text has the figures of its tables", () => {
  const { transferredGb, inspectedRequest } = PRICES;
  const form = attacks(limits).find(({ who }) => who === "a holder of a form");
  const quarterOfAnHour = (form?.perSecond ?? 0) * 900 * dollars(form?.uses ?? {});
  const gigabitHour = ASSUMED.gbPerGigabitHour * transferredGb.usd;
  const inspected = (ASSUMED.accountRate * 3600 * inspectedRequest.usd) / inspectedRequest.per;
  const text = written.replaceAll(/\s+/g, " ");
  const figures = [
    `(\`ApiRateLimit\` ${limits.rate})`,
    `After 15 minutes ($${quarterOfAnHour.toFixed(2)}) the form`,
    `costs $${gigabitHour.toFixed(2)} an hour, so a link of 15 minutes $${(gigabitHour / 4).toFixed(2)}.`,
    `$${inspected.toFixed(2)} an hour for ${ASSUMED.accountRate.toLocaleString("en")} a second`,
    `${ASSUMED.recordWriteUnits} write units; with its index entries ${ASSUMED.recordWriteUnits + ASSUMED.newIndexUnits}`,
    `4 queries of 200 entries of 5 KB: ${ASSUMED.filteredListUnits} read units`,
    `${ASSUMED.routeSeconds} s, and ${ASSUMED.listSeconds} s for four queries; ${limits.routeGb * 1024} MB`,
    `\`POST /uploads\`: ${ASSUMED.manySeconds} s; ${limits.manyGb * 1024} MB`,
    `\`POST /uploads\`: ${ASSUMED.manyLogBytes.toLocaleString("en")} bytes, with the ids`,
    `${ASSUMED.moverSecondsPerMessage} s of the mover at ${limits.moverGb} GB`,
    `${ASSUMED.accessLogBytes} bytes: one in the access log`,
    `${ASSUMED.tracedShare * 100} % of the requests`,
    `${ASSUMED.s3PostsPerSecond.toLocaleString("en")} POSTs a second for a prefix of S3, ${ASSUMED.signUpsPerSecond} sign-ups`,
    `is ${ASSUMED.gbPerGigabitHour} GB an hour`,
  ];
  expect(figures.filter((figure) => !text.includes(figure))).toEqual([]);
});

test("every route is attacked, at its own limit", () => {
  for (const { id, route, isPublic } of functions) {
    if (!route) continue;
    const ofRoute = attacks(limits).filter(
      ({ who, what }) => who === (isPublic ? "anybody" : "a user") && what.startsWith(`\`${route}\``),
    );
    expect(ofRoute.map(({ perSecond }) => perSecond)).toContain(
      isPublic ? limits.openRate : limits.share(id),
    );
  }
});

test("a user who calls every route as often as it accepts, at its dearest, costs under 50 dollars an hour", () => {
  const perRoute = new Map<string, number>();
  for (const { what, perSecond, uses } of attacks(limits).filter(({ who }) => who === "a user")) {
    const route = what.slice(0, what.indexOf("`", 1));
    perRoute.set(route, Math.max(perRoute.get(route) ?? 0, perSecond * 3600 * dollars(uses)));
  }
  const perHour = [...perRoute.values()].reduce((sum, cost) => sum + cost, 0);
  expect(perHour).toBeGreaterThan(1);
  expect(perHour).toBeLessThan(50);
  // Most of it is for the files of /uploads.
  expect(perHour - (perRoute.get("`POST /uploads") ?? 0)).toBeLessThan(10);
  expect(written).toContain("all routes at once cost under $50 an hour");
});

test("every price has its source and the time for which it is known", () => {
  for (const { source, known } of Object.values(PRICES)) {
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/.+\/pricing\//);
    expect(known).toMatch(/^20\d\d(-\d\d)?$/);
  }
});
