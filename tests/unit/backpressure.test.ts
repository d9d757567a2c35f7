import { readFileSync } from "node:fs";
import { marginOf, PARTS_AT_ONCE, RESERVE_MS, STOP_MARGIN_MS } from "@malote/core/copies";
import { delayAfter } from "@malote/core/queue";
import { describe, expect, test } from "vitest";
import { LEASE_MARGIN_SECONDS } from "../../functions/mover/claim-file.ts";
import { MOVE_MS } from "../../functions/mover/complete-upload.ts";
import {
  AT_ONCE as FILES_AT_ONCE,
  RESERVE_MS as RECONCILER_RESERVE_MS,
} from "../../functions/reconciler/pace.ts";
import { longestCallMs } from "../../layers/core/src/aws/client-config.ts";
import { MAX_OPEN_PAGES } from "../../layers/core/src/aws/file-indexes.ts";
import { MAX_LIST_CALLS } from "../../layers/core/src/aws/list-files.ts";
import { MOVER_CALL_LIMITS, MOVER_SOCKETS } from "../../layers/core/src/aws/mover-client.ts";
import { PARTS_OF_A_PAGE } from "../../layers/core/src/aws/multipart.ts";
import { RECONCILER_SOCKETS } from "../../layers/core/src/aws/reconciler-storage.ts";
import { MAX_BATCH } from "../../layers/core/src/contract/requests.ts";
import {
  COPIED_A_SECOND,
  OPEN_SHARDS,
  QUEUED_CHECK_SECONDS,
} from "../../layers/core/src/domain/open-index.ts";
import { MAX_PARTS, PLAN_DAYS } from "../../layers/core/src/domain/plan.ts";
import { numberOf, property, template } from "./template.ts";

// The arithmetic in the comment at MoveQueue in template.yaml, from the numbers of the code and of the template.

const seconds = (ms: number): number => ms / 1000;

const CALL = seconds(longestCallMs());
const MOVER_CALL = seconds(longestCallMs(MOVER_CALL_LIMITS));
const RESERVE = seconds(RESERVE_MS);
const TIMEOUT = numberOf("Mover", "Timeout");
/** A claim that the table throttles: a try, a read, and another try. */
const CLAIM = 3 * CALL;
/** The mover reads the first bytes of the source, and then those of the copy. */
const COPY = TIMEOUT - CLAIM - 2 * MOVER_CALL - RESERVE;
const VISIBILITY = numberOf("MoveQueue", "VisibilityTimeout");

const { BatchSize, ScalingConfig } = property<{
  Arrivals: {
    Properties: { BatchSize: number; ScalingConfig: { MaximumConcurrency: unknown } };
  };
}>("Mover", "Events").Arrivals.Properties;
/** The most that MoverConcurrency accepts. A reservation is never more than this. */
const MOVERS = Math.max(...(template.Parameters["MoverConcurrency"]?.AllowedValues ?? []).map(Number));
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
  test("of a route and three others end before the function does, which ends before API Gateway's 29 s", () => {
    const { Timeout } = template.Globals.Function;
    expect(comment).toContain(`= ${CALL} s (client-config.ts)`);
    expect(comment).toContain(`at most 4 calls = ${4 * CALL} s, within its ${Timeout} s`);
    expect(4 * CALL).toBeLessThan(Timeout);
    expect(Timeout).toBeLessThan(29);
    // These calls of GET /files and GET /operations run one after the other.
    // GET /operations also reads the records of the files, with all batches at once.
    expect(Math.max(MAX_LIST_CALLS, MAX_OPEN_PAGES + 1)).toBeLessThanOrEqual(4);
  });

  test("of the reconciler ends in its reserve: five calls for a file, and three pages of the index", () => {
    expect((5 + MAX_OPEN_PAGES) * CALL).toBeLessThan(seconds(RECONCILER_RESERVE_MS));
    expect(seconds(RECONCILER_RESERVE_MS)).toBeLessThan(numberOf("Reconciler", "Timeout") / 2);
  });

  test("to S3 never waits for a socket, with all ten files of a batch copied in parts", () => {
    const sockets = BatchSize * (PARTS_AT_ONCE + 1);
    expect(comment).toContain(
      `10 files x (${PARTS_AT_ONCE} parts + 1) = ${sockets} of the ${MOVER_SOCKETS} sockets`,
    );
    expect(sockets).toBeLessThanOrEqual(MOVER_SOCKETS);
    const pages = MAX_PARTS / PARTS_OF_A_PAGE;
    expect(comment).toContain(`${BatchSize} files x ${pages} pages = ${BatchSize * pages} sockets`);
    expect(BatchSize * pages).toBeLessThanOrEqual(MOVER_SOCKETS);
    expect(FILES_AT_ONCE * pages).toBeLessThanOrEqual(RECONCILER_SOCKETS);
  });
});

describe("a move", () => {
  test("has a reserve of three calls and less than a second more", () => {
    expect(RESERVE).toBeGreaterThanOrEqual(3 * CALL);
    expect(RESERVE - 3 * CALL).toBeLessThan(1);
  });

  test("leaves over a minute to the copy, even if all calls before it are as slow as possible", () => {
    expect(comment).toContain(
      `claim ${CLAIM.toFixed(1)} s + GET ${MOVER_CALL} s + copy ${COPY.toFixed(1)} s + GET of the copy ${MOVER_CALL} s + reserve ${RESERVE} s = ${TIMEOUT} s`,
    );
    expect(COPY).toBeGreaterThan(60);
  });

  test("in parts begins no part with less than 15 s", () => {
    expect(comment).toContain(`no part begins in the last ${seconds(STOP_MARGIN_MS)} s`);
    expect(seconds(STOP_MARGIN_MS) - RESERVE).toBeGreaterThanOrEqual(15);
  });

  test("begins the largest part only if it ends in time, and a fresh invocation has that time", () => {
    const largest = template.Parameters["MaxFileBytes"]?.MaxValue ?? 0;
    const margin = seconds(marginOf(largest / MAX_PARTS));
    const part = margin - RESERVE;
    expect(comment).toContain(
      `such a part takes ${part} s, and begins only with ${part} s + reserve ${RESERVE} s = ${margin} s`,
    );
    expect(comment).toContain(`This leaves ${TIMEOUT - margin} s to the calls before it`);
    // Three calls in a row, none of which is throttled: claim, GET, list.
    expect(TIMEOUT - margin).toBeGreaterThan(
      seconds(longestCallMs()) + 2 * seconds(MOVER_CALL_LIMITS.requestTimeoutMs),
    );
    const hours = largest / COPIED_A_SECOND / 3600;
    expect(COPIED_A_SECOND).toBe((PARTS_AT_ONCE * largest) / MAX_PARTS / part);
    expect(comment).toContain(
      `take ${hours.toFixed(1)} hours and ${(MAX_PARTS / PARTS_AT_ONCE).toLocaleString("en")} invocations`,
    );
    // Any part of the usual size has the usual margin.
    expect(marginOf(128 * 1024 ** 2)).toBe(STOP_MARGIN_MS);
  });

  test("follows the completion of a client's upload only if its copy has over a minute too", () => {
    const copy = seconds(MOVE_MS) - 2 * MOVER_CALL - RESERVE;
    expect(comment).toContain(
      `only with ${seconds(MOVE_MS)} s left: GET ${MOVER_CALL} s + copy ${copy} s + GET of the copy ${MOVER_CALL} s + reserve ${RESERVE} s`,
    );
    expect(copy).toBeGreaterThan(60);
  });
});

describe("a message", () => {
  test("is hidden for six times the mover's time-out, which is longer than its lease", () => {
    const lease = TIMEOUT + LEASE_MARGIN_SECONDS;
    expect(comment).toContain(`${TIMEOUT} s + ${LEASE_MARGIN_SECONDS} s = ${lease} s`);
    expect(comment).toContain(`6 x ${TIMEOUT} s = ${VISIBILITY} s`);
    expect(VISIBILITY).toBe(6 * TIMEOUT);
    expect(lease).toBeGreaterThan(TIMEOUT);
    expect(lease).toBeLessThan(VISIBILITY);
  });

  test("is delivered again by the queue before the reconciler sends another", () => {
    expect(comment).toContain(`checked after ${QUEUED_CHECK_SECONDS} s`);
    expect(QUEUED_CHECK_SECONDS).toBeGreaterThan(VISIBILITY);
  });

  test("has its last delivery before an alarm goes off, with its mover slow or killed each time", () => {
    const slow = maxReceiveCount * TIMEOUT + PAUSES;
    const killed = maxReceiveCount * VISIBILITY;
    expect(comment).toContain(
      `${maxReceiveCount} deliveries, after ${DELAYS.join(" + ")} = ${PAUSES} s: ${maxReceiveCount} x ${TIMEOUT} s + ${PAUSES} s = ${slow} s`,
    );
    expect(slow).toBeLessThan(numberOf("MoveQueueIsBehind", "Threshold"));
    expect(comment).toContain(`${maxReceiveCount} x ${VISIBILITY} s = ${killed} s`);
    expect(killed).toBeLessThan(numberOf("FilesAreStuck", "Threshold"));
  });

  test("expires before the bytes in temp/", () => {
    const days = ["MoveQueue", "MoveDeadLetterQueue"].map(
      (queue) => numberOf(queue, "MessageRetentionPeriod") / 86_400,
    );
    const [moveQueue = 0, deadLetterQueue = 0] = days;
    const kept = template.Parameters["TempDays"]?.MinValue ?? 0;
    expect(comment).toContain(
      `${moveQueue} days here and ${deadLetterQueue} on the dead-letter queue = ${moveQueue + deadLetterQueue} days. temp/ keeps files ${kept}`,
    );
    expect(comment).toContain(`${PLAN_DAYS} days + ${moveQueue + deadLetterQueue} days < ${kept} days`);
    expect(kept).toBeGreaterThan(PLAN_DAYS + moveQueue + deadLetterQueue);
    expect(Number(template.Parameters["TempDays"]?.Default)).toBeGreaterThanOrEqual(kept);
  });

  test("comes before the lifecycle rule aborts the upload of a plan", () => {
    const { Rules } = property<{
      Rules: { AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number } }[];
    }>("Bucket", "LifecycleConfiguration");
    const days = Rules.flatMap((rule) => rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation ?? []);
    expect(days).toEqual([PLAN_DAYS]);
  });
});

/** Every entry of /uploads is a file. */
const filesASecond = ({ Upload = 0, UploadMany = 0 }: Record<string, number>): number =>
  Upload + UploadMany * MAX_BATCH;

describe("the number of files at once", () => {
  test("is within the limits of S3 and of the table", () => {
    const usual = parameter("MoverConcurrency");
    expect(comment).toContain(
      `at most ${MOVERS} x ${BatchSize} = ${FILES} files at once (MoverConcurrency), by default ${usual} x ${BatchSize} = ${usual * BatchSize}`,
    );
    expect(comment).toContain(
      `${FILES} x ${PARTS_AT_ONCE} = ${(FILES * PARTS_AT_ONCE).toLocaleString("en")} at once`,
    );
    // Limits: 3,500 writes a second for a prefix of S3, and 1,000 write units a second for a key of an index.
    expect(FILES / 0.1).toBeLessThan(3500);
    expect(FILES * PARTS_AT_ONCE).toBeLessThan(3500);
    const writes = 6;
    const most = Math.floor((OPEN_SHARDS * 1000) / writes);
    expect(comment).toContain(`${OPEN_SHARDS} shards x 1,000 a second: ${most} files a second`);
    const announced = Object.entries(template.Mappings.RouteShares).map(
      ([rate, shares]) => [Number(rate), filesASecond(shares)] as const,
    );
    const [tooMany, ...others] = announced.filter(([, files]) => files >= most);
    expect(others).toEqual([]);
    expect(comment).toContain(
      `At 200 it is ${announced.find(([rate]) => rate === 200)?.[1]} files a second, which`,
    );
    expect(comment).toContain(
      `At ${tooMany?.[0]} it is ${tooMany?.[1].toLocaleString("en")}, which it does not`,
    );
  });

  test("through the API is what the movers move in less than a second, and a burst leaves concurrency to other functions", () => {
    const rate = parameter("ApiRateLimit");
    const burst = parameter("ApiBurstLimit");
    const shares = template.Mappings.RouteShares[rate] ?? {};
    const { Upload = 0, UploadMany = 0, Confirm = 0, Update = 0 } = shares;
    const files = filesASecond(shares);
    const messages = files + Confirm + Update;
    expect(comment).toContain(
      `${rate} requests a second for all routes (ApiRateLimit), of which ${Upload} announce a file and ${UploadMany} announce ${MAX_BATCH} files each (RouteShares) = ${files} files a second`,
    );
    expect(comment).toContain(
      `With ${Confirm} confirmations and ${Update} updates, ${messages} messages a second`,
    );
    const move = (movers: number) => Math.floor(((movers * BatchSize) / messages) * 100) / 100;
    const usual = parameter("MoverConcurrency");
    expect(comment).toContain(
      `${FILES} at once keep up with them while a move takes ${move(MOVERS)} s, and ${usual * BatchSize} at once while it takes ${move(usual)} s`,
    );
    // A move is 6 calls one after the other.
    expect(move(usual)).toBeGreaterThan(0.1);
    expect(comment).toContain(`${burst} + ${MOVERS} movers + 1 reconciler = ${burst + MOVERS + 1} of`);
    const bursts = (template.Parameters["ApiBurstLimit"]?.AllowedValues ?? []).map(Number);
    expect(Math.max(...bursts) + MOVERS + 1).toBeLessThan(1000 / 2);
  });

  test("of slow routes can be more than the account has, so the mover can have a reservation of all its pollers", () => {
    const rate = parameter("ApiRateLimit");
    const slow = rate * 4 * CALL;
    expect(comment).toContain(`${rate} x ${4 * CALL} s = ${slow} invocations`);
    expect(slow).toBeGreaterThan(1000);
    const reservations = (template.Parameters["MoverReservedConcurrency"]?.AllowedValues ?? []).map(Number);
    expect(Math.max(...reservations)).toBe(MOVERS);
    expect(comment).toContain(`${MOVERS} is all that its pollers use`);
  });
});

describe("the movers of a new account", () => {
  test("leave concurrent invocations to the routes", () => {
    const account = 10;
    const usual = parameter("MoverConcurrency");
    expect(comment).toContain(
      `has ${account} concurrent invocations: ${usual} movers + 1 reconciler leave ${account - usual - 1} to the routes`,
    );
    expect(usual).toBeLessThanOrEqual(account / 2);
    expect(comment).toContain(`A throttled message comes back after ${VISIBILITY} s`);
  });

  test("are not of a number that Lambda refuses", () => {
    const accepted = (template.Parameters["MoverConcurrency"]?.AllowedValues ?? []).map(Number);
    expect(Math.min(...accepted)).toBe(2);
    expect(accepted).toContain(parameter("MoverConcurrency"));
  });
});

describe("the mover's reservation", () => {
  test("is off by default, because a new account has only 10 concurrent invocations and must keep 100", () => {
    expect(parameter("MoverReservedConcurrency")).toBe(0);
    expect(property("Mover", "ReservedConcurrentExecutions")).toEqual([
      "ReservesMoverConcurrency",
      "MoverReservedConcurrency",
      "AWS::NoValue",
    ]);
  });

  test("is also the maximum of its pollers, at least the 2 that Lambda accepts. Without one, it is MoverConcurrency", () => {
    expect(ScalingConfig.MaximumConcurrency).toEqual([
      "ReservesMoverConcurrency",
      "MoverReservedConcurrency",
      ["Movers", "MoverConcurrency", "AtOnce"],
    ]);
    const accepted = template.Parameters["MoverConcurrency"]?.AllowedValues ?? [];
    expect(template.Mappings.Movers).toEqual(
      Object.fromEntries(accepted.map((movers) => [String(movers), { AtOnce: movers }])),
    );
    const reservations = (template.Parameters["MoverReservedConcurrency"]?.AllowedValues ?? []).map(Number);
    expect(reservations.filter((value) => value !== 0 && value < 2)).toEqual([]);
  });
});
