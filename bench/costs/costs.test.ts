import { readFileSync } from "node:fs";
import { advance } from "@malote/core";
import { RETRY_DELAYS } from "@malote/core/webhooks";
import { describe, expect, test } from "vitest";
import { aFile, NOW } from "#testing/builders.ts";
import { fakeQueue, fakeTables } from "#testing/fake-webhooks.ts";
import { anEndpoint } from "#testing/webhooks.ts";
import { aStreamRecord } from "../../functions/status-events/testing/stream.ts";
import { fanOut } from "../../functions/webhook-fanout/fan-out.ts";
import { functions } from "../../tests/unit/template.ts";
import { unitsOfWrite } from "../bill/dynamodb/units.ts";
import { ASSUMED, attacks, moverCapacity } from "./attacks.ts";
import { readLimits } from "./limits.ts";
import { ASSUMED_OF_PARTS, optionalAttacks } from "./optional-attacks.ts";
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
    `2 queries of 200 entries of 5 KB, and the records of 200 files: ${ASSUMED.filteredListUnits} read units`,
    `${ASSUMED.routeSeconds} s, and ${ASSUMED.listSeconds} s for four calls; ${limits.routeGb * 1024} MB`,
    `\`POST /uploads\`: ${ASSUMED.manySeconds} s; ${limits.manyGb * 1024} MB`,
    `\`POST /uploads\`: ${ASSUMED.manyLogBytes.toLocaleString("en")} bytes, with the ids`,
    `${ASSUMED.batchSeconds / ASSUMED.batchMessages} s of the mover at ${limits.moverGb} GB`,
    `${ASSUMED.accessLogBytes} bytes: one in the access log`,
    `${ASSUMED.tracedShare * 100} % of the requests, because \`Tracing\` is off`,
    `${ASSUMED.s3PostsPerSecond.toLocaleString("en")} POSTs a second for a prefix of S3, ${ASSUMED.signUpsPerSecond} sign-ups`,
    `is ${ASSUMED.gbPerGigabitHour} GB an hour`,
  ];
  expect(figures.filter((figure) => !text.includes(figure))).toEqual([]);
});

test("the posts that the movers keep up with are computed, and the same in each document", () => {
  const { full, burst } = moverCapacity(limits);
  expect([limits.movers, limits.mostMovers]).toEqual([5, 20]);
  expect([full, Math.round(burst / 10) * 10]).toEqual([100, 20]);
  expect(moverCapacity({ movers: limits.mostMovers }).full).toBe(400);
  const file = (path: string) => readFileSync(path, "utf8").replaceAll(/\s+/g, " ");
  const security = file("docs/security.md");
  expect(security).toContain("about 100 a second in full batches, and 20 in batches of two or three");
  expect(security).toContain(
    `A batch takes some ${ASSUMED.batchSeconds} s (an estimate), so 5 movers handle some 100 a second, and 20 movers 400`,
  );
  expect(security).toContain(`a full batch of ten takes ${ASSUMED.batchSeconds} s`);
  expect(file("docs/operations.md")).toContain(
    "up to some 100 posts a second for 5 movers nobody's moves wait",
  );
  // No other figure for it is left.
  for (const path of ["docs/security.md", "docs/operations.md"]) expect(file(path)).not.toContain(" 2,000");
  expect(attacks(limits).find(({ who }) => who === "a holder of a form")?.perSecond).toBeGreaterThan(full);
});

test("what the reconciler does later for a file belongs to its cost", () => {
  const usesOf = (what: string) => attacks(limits).find((attack) => attack.what === what)?.uses ?? {};
  // docs/bill.md: a file without bytes is looked at twice, each time with 1 read, 1 write and 1 HEAD.
  const [record, created, updated] = [2, 16, 17];
  const looks = (files: number) => ({ readUnit: files * 2 * record, s3Read: files * 2 });
  expect(usesOf("`POST /upload`, and nothing is sent")).toMatchObject({
    ...looks(1),
    writeUnit: created + 2 * updated,
  });
  expect(usesOf("`POST /uploads` of 50 files, and nothing is sent")).toMatchObject({
    ...looks(50),
    writeUnit: 50 * (created + 2 * updated),
  });
  // The later looks also list the parts: 1 create and 2 lists.
  expect(usesOf("`POST /upload`, a plan of parts, and nothing is sent")).toMatchObject({
    ...looks(1),
    writeUnit: created + 2 * updated,
    s3Write: 3,
  });
  expect(
    usesOf("`POST /upload` again with keys whose forms have expired, and nothing is sent"),
  ).toMatchObject({
    ...looks(1),
    writeUnit: 6 + 3 * updated,
  });
  // The tombstone is swept once: 1 read, 1 write.
  expect(usesOf("`DELETE /files/{file_id}`")).toMatchObject({ readUnit: 2 * record, writeUnit: 2 * updated });
});

test("every route is attacked, at its own limit", () => {
  for (const { id, route, isPublic, condition } of functions) {
    // Those of a part that is off by default: the next test.
    if (!route || condition !== undefined) continue;
    const ofRoute = attacks(limits).filter(
      ({ who, what }) => who === (isPublic ? "anybody" : "a user") && what.startsWith(`\`${route}\``),
    );
    expect(ofRoute.map(({ perSecond }) => perSecond)).toContain(
      isPublic ? limits.openRate : limits.share(id),
    );
  }
});

describe("parts that are off by default", () => {
  const rowOf = (start: string) => optionalAttacks(limits).find(({ what }) => what.startsWith(start));

  test("each parameter that adds work for a caller, a writer or a receiver has rows", () => {
    expect(new Set(optionalAttacks(limits).map(({ parameter }) => parameter))).toEqual(
      new Set(["Inbox", "PublishStatusEvents", "Webhooks"]),
    );
    // A new one needs rows, too.
    const conditions = functions.flatMap(({ route, condition }) => (route && condition) || []);
    expect(new Set(conditions)).toEqual(new Set(["HasWebhooks"]));
  });

  test("all routes of /webhooks are attacked at their limits, and the sum is in the text", () => {
    const { routes = [] } = functions.find(({ id }) => id === "WebhookRoutes") ?? {};
    const row = rowOf("the eight routes of `/webhooks`");
    expect(routes).toHaveLength(8);
    expect(row?.perSecond).toBe(16);
    expect(limits.optional.webhookPaths).toBe(new Set(routes.map((route) => route.split(" ")[1])).size);
    const perHour = (row?.perSecond ?? 0) * 3600 * dollars(row?.uses ?? {});
    const text = written.replaceAll(/\s+/g, " ");
    expect(text).toContain(
      `at most ${row?.perSecond} a second in all: ${perHour.toFixed(2)} dollars an hour`,
    );
  });

  test("receivers cost what the attempts at the same time allow", () => {
    expect(limits.optional.attemptsAtOnce).toBe(50);
    expect(rowOf("no response")?.perSecond).toBe(5);
    // docs/bill.md: 2 writes with the index for each of 7 attempts, and 1 more for the 4 that waited for over 15 minutes.
    expect(rowOf("no response")?.uses.writeUnit).toBeCloseTo(((2 * 7 + 4) * 7) / 7);
    expect(rowOf("200")?.uses.writeUnit).toBe(12);
  });

  test("the dearest is named, with what makes it dear", () => {
    const deliveries = rowOf("the same: their deliveries");
    // 50 files with 4 changes, for each of 20 webhooks.
    expect(deliveries?.uses.writeUnit).toBe(50 * 4 * 20 * ASSUMED_OF_PARTS.deliveryWriteUnits);
    const each = ((deliveries?.perSecond ?? 0) * 3600 * dollars(deliveries?.uses ?? {})) / 20;
    expect(written.replaceAll(/\s+/g, " ")).toContain(`$${each.toFixed(2)} an hour for each webhook`);
  });

  test("the delivery of a file with the longest name, path and tags is as large as it is assumed", async () => {
    const { deliveries, endpoints, stored } = fakeTables();
    await endpoints.create(anEndpoint());
    const tags = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [`${i}`.padEnd(64, "k"), "v".repeat(128)]),
    );
    const file = aFile({ file_name: `${"n".repeat(251)}.jpg`, path: "p".repeat(1024), tags });
    const processing = advance(advance(file, { to: "uploaded", by: "mover", at: NOW }), {
      to: "processing",
      by: "mover",
      at: NOW,
    });
    const run = fanOut({
      endpoints,
      deliveries,
      queue: fakeQueue().queue,
      clock: () => new Date(NOW),
      report: { queued() {}, notQueued() {} },
    });
    await run([aStreamRecord(processing, advance(processing, { to: "completed", by: "mover", at: NOW }))]);
    const [delivery] = stored.deliveries.values();
    // As after the last of its attempts.
    const history = RETRY_DELAYS.map(() => ({ at: NOW, ms: 10_000, error: "No response within 10 s." }));
    const units = unitsOfWrite(undefined, { ...delivery, history }, []);
    expect(units).toEqual({ table: ASSUMED_OF_PARTS.deliveryWriteUnits });
  });
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
