import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LEASE_MARGIN_SECONDS } from "../../functions/mover/claim-file.ts";
import { MOVE_MS } from "../../functions/mover/complete-upload.ts";
import { PARTS_AT_ONCE } from "../../functions/mover/copy/copy-in-parts.ts";
import { delayAfter } from "../../functions/mover/retry-delay.ts";
import { RESERVE_MS, STOP_MARGIN_MS } from "../../functions/mover/time-left.ts";
import { RESERVE_MS as RECONCILER_RESERVE_MS } from "../../functions/reconciler/pace.ts";
import { longestCallMs } from "../../layers/core/src/aws/client-config.ts";
import { MAX_OPEN_PAGES, MAX_QUERIES } from "../../layers/core/src/aws/file-indexes.ts";
import { MOVER_CALL_LIMITS, MOVER_SOCKETS } from "../../layers/core/src/aws/mover-client.ts";
import { OPEN_SHARDS, QUEUED_CHECK_SECONDS } from "../../layers/core/src/domain/open-index.ts";
import { numberOf, property, template } from "./template.ts";

// The arithmetic that template.yaml tells at MoveQueue, from the code's own numbers and the template's.

const seconds = (ms: number): number => ms / 1000;

const CALL = seconds(longestCallMs());
const LOOK = seconds(longestCallMs(MOVER_CALL_LIMITS));
const RESERVE = seconds(RESERVE_MS);
const TIMEOUT = numberOf("Mover", "Timeout");
const COPY = TIMEOUT - CALL - LOOK - RESERVE;
const VISIBILITY = numberOf("MoveQueue", "VisibilityTimeout");

const { BatchSize, ScalingConfig } = property<{
  Arrivals: { Properties: { BatchSize: number; ScalingConfig: { MaximumConcurrency: number } } };
}>("Mover", "Events").Arrivals.Properties;
const MOVERS = ScalingConfig.MaximumConcurrency;
const FILES = MOVERS * BatchSize;

const { maxReceiveCount } = property<{ maxReceiveCount: number }>("MoveQueue", "RedrivePolicy");
const DELAYS = Array.from({ length: maxReceiveCount - 1 }, (_, i) => delayAfter(i + 1));
const PAUSES = DELAYS.reduce((sum, delay) => sum + delay, 0);

const parameter = (name: string): number => Number(template.Parameters[name]?.Default);

const text = readFileSync("template.yaml", "utf8");
const comment = text
  .slice(text.indexOf("How much at once, how long"), text.indexOf("  MoveQueue:"))
  .replaceAll(/\n\s*#\s*/g, " ")
  .replaceAll(/ {2,}/g, " ");

describe("a call", () => {
  test("of a route ends, with three others, before its function does, and that before API Gateway's 29 s", () => {
    const { Timeout } = template.Globals.Function;
    expect(comment).toContain(`= ${CALL} s (client-config.ts)`);
    expect(comment).toContain(`at most 4 calls = ${4 * CALL} s, within its ${Timeout} s`);
    expect(4 * CALL).toBeLessThan(Timeout);
    expect(Timeout).toBeLessThan(29);
    // One after the other, in GET /files and GET /operations.
    expect(Math.max(MAX_QUERIES, MAX_OPEN_PAGES)).toBeLessThanOrEqual(4);
  });

  test("of the reconciler ends within what a run keeps back: five of a file, and four pages of the index", () => {
    expect(9 * CALL).toBeLessThan(seconds(RECONCILER_RESERVE_MS));
    expect(seconds(RECONCILER_RESERVE_MS)).toBeLessThan(numberOf("Reconciler", "Timeout") / 2);
  });

  test("to S3 never waits for a socket, whatever the ten files of a batch are at", () => {
    const sockets = BatchSize * (PARTS_AT_ONCE + 1);
    expect(comment).toContain(
      `10 files x (${PARTS_AT_ONCE} parts + 1) = ${sockets} of the ${MOVER_SOCKETS} sockets`,
    );
    expect(sockets).toBeLessThanOrEqual(MOVER_SOCKETS);
  });
});

describe("a move", () => {
  test("keeps back what three calls take, and hardly more", () => {
    expect(RESERVE).toBeGreaterThanOrEqual(3 * CALL);
    expect(RESERVE - 3 * CALL).toBeLessThan(1);
  });

  test("leaves over a minute to the copy, with all calls before it at their slowest", () => {
    expect(comment).toContain(
      `claim ${CALL} s + GET ${LOOK} s + copy ${COPY.toFixed(1)} s + reserve ${RESERVE} s = ${TIMEOUT} s`,
    );
    expect(COPY).toBeGreaterThan(60);
  });

  test("in parts begins none that would not have 15 s", () => {
    expect(comment).toContain(`no part begins in the last ${seconds(STOP_MARGIN_MS)} s`);
    expect(seconds(STOP_MARGIN_MS) - RESERVE).toBeGreaterThanOrEqual(15);
  });

  test("follows the completion of a client's upload only where its copy has over a minute, too", () => {
    const copy = seconds(MOVE_MS) - LOOK - RESERVE;
    expect(comment).toContain(
      `only with ${seconds(MOVE_MS)} s left: GET ${LOOK} s + copy ${copy} s + reserve ${RESERVE} s`,
    );
    expect(copy).toBeGreaterThan(60);
  });
});

describe("a message", () => {
  test("is hidden for six times the mover's time-out, which outlasts its lease", () => {
    const lease = TIMEOUT + LEASE_MARGIN_SECONDS;
    expect(comment).toContain(`${TIMEOUT} s + ${LEASE_MARGIN_SECONDS} s = ${lease} s`);
    expect(comment).toContain(`6 x ${TIMEOUT} s = ${VISIBILITY} s`);
    expect(VISIBILITY).toBe(6 * TIMEOUT);
    expect(lease).toBeGreaterThan(TIMEOUT);
    expect(lease).toBeLessThan(VISIBILITY);
  });

  test("is not doubled by the reconciler before the queue had its turn", () => {
    expect(comment).toContain(`checked after ${QUEUED_CHECK_SECONDS} s`);
    expect(QUEUED_CHECK_SECONDS).toBeGreaterThan(VISIBILITY);
  });

  test("uses its deliveries up before an alarm sounds, with its mover slow or killed each time", () => {
    const slow = maxReceiveCount * TIMEOUT + PAUSES;
    const killed = maxReceiveCount * VISIBILITY;
    expect(comment).toContain(
      `${maxReceiveCount} deliveries, after ${DELAYS.join(" + ")} = ${PAUSES} s: ${maxReceiveCount} x ${TIMEOUT} s + ${PAUSES} s = ${slow} s`,
    );
    expect(slow).toBeLessThan(numberOf("MoveQueueIsBehind", "Threshold"));
    expect(comment).toContain(`${maxReceiveCount} x ${VISIBILITY} s = ${killed} s`);
    expect(killed).toBeLessThan(numberOf("FilesAreStuck", "Threshold"));
  });

  test("lives shorter than the bytes in temp/", () => {
    const days = ["MoveQueue", "MoveDeadLetterQueue"].map(
      (queue) => numberOf(queue, "MessageRetentionPeriod") / 86_400,
    );
    const [here = 0, dead = 0] = days;
    const kept = template.Parameters["TempDays"]?.MinValue ?? 0;
    expect(comment).toContain(
      `${here} days here and ${dead} on the dead-letter queue = ${here + dead} days. temp/ keeps files ${kept}`,
    );
    expect(kept).toBeGreaterThan(here + dead);
  });
});

describe("at once", () => {
  test("so many files are moved that S3 and the table take them", () => {
    expect(comment).toContain(`${MOVERS} x ${BatchSize} = ${FILES} files at once`);
    expect(comment).toContain(
      `${FILES} x ${PARTS_AT_ONCE} = ${(FILES * PARTS_AT_ONCE).toLocaleString("en")} at once`,
    );
    // What S3 takes of writes a second and prefix, and DynamoDB of write units a second and key of an index.
    expect(FILES / 0.1).toBeLessThan(3500);
    expect(FILES * PARTS_AT_ONCE).toBeLessThan(3500);
    const writes = 6;
    const most = Math.floor((OPEN_SHARDS * 1000) / writes);
    expect(comment).toContain(`${OPEN_SHARDS} shards x 1,000 a second: ${most} files a second`);
    expect(parameter("ApiRateLimit") / 2).toBeLessThan(most);
  });

  test("no more files come through the API than are moved in 4 s, and its burst leaves others their functions", () => {
    const rate = parameter("ApiRateLimit");
    const burst = parameter("ApiBurstLimit");
    expect(comment).toContain(
      `${rate} requests a second (ApiRateLimit), 2 per file = ${rate / 2} files a second`,
    );
    expect((rate / 2) * 4).toBeLessThanOrEqual(FILES);
    expect(comment).toContain(`${burst} + ${MOVERS} movers + 1 reconciler = ${burst + MOVERS + 1} of`);
    expect(burst + MOVERS + 1).toBeLessThan(1000 / 2);
  });
});
