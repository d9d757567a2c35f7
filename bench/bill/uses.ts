import type { Uses } from "../costs/prices.ts";
import { ASSUMED } from "./assumed.ts";
import { sumOf } from "./dynamodb/units.ts";
import { accessLogBytes, memoryGb, type Template, tracesByDefault } from "./template.ts";
import type { Step } from "./world.ts";

const GB = 1e9;

/** S3 bills these like a GET, and deletes and aborts not at all. Every other call is billed like a PUT. */
const READS: readonly string[] = ["HeadObject", "GetObject"];
const FREE: readonly string[] = ["DeleteObject", "AbortMultipartUpload"];
/** These run eight at once. */
const PARTS: readonly string[] = ["UploadPartCopy"];

/** Adds up what several things use. */
export const total = (...all: Uses[]): Uses => {
  const sum: Record<string, number> = {};
  for (const uses of all)
    for (const [name, units] of Object.entries(uses)) sum[name] = (sum[name] ?? 0) + units;
  return sum;
};

/** A part of what is used. */
export const share = (uses: Uses, part: number): Uses =>
  Object.fromEntries(Object.entries(uses).map(([name, units]) => [name, units * part]));

/** The calls of a step: units of the table, and requests to S3 and SQS. */
const callsOf = ({ table, s3, sqs }: Step): Uses => ({
  writeUnit: table.reduce((sum, { write = {} }) => sum + sumOf(write), 0),
  readUnit: table.reduce((sum, { read = 0 }) => sum + read, 0),
  s3Read: s3.filter((name) => READS.includes(name)).length,
  s3Write: s3.filter((name) => !READS.includes(name) && !FREE.includes(name)).length,
  queueRequest: sqs.length,
});

/** The time of a step, whose calls follow each other. */
const msOf = ({ table, s3, sqs }: Step): number => {
  const parts = s3.filter((name) => PARTS.includes(name)).length;
  const copies = s3.filter((name) => /Copy|Multipart/.test(name)).length - parts + Math.ceil(parts / 8);
  const others = s3.filter((name) => !/Copy|Multipart/.test(name)).length;
  return (
    ASSUMED.ownMs +
    table.length * ASSUMED.tableMs +
    sqs.length * ASSUMED.queueMs +
    copies * ASSUMED.copyMs +
    others * ASSUMED.objectMs
  );
};

const logged = (lines: number, bytes: number): number => (lines * (bytes + ASSUMED.lineBytes)) / GB;

/** One request of a route. `functionLines` is the number of its log lines. */
export const requestOf = (
  template: Template,
  name: string,
  step: Step,
  { functionLines = 1 }: { functionLines?: number } = {},
): Uses => {
  const ms = msOf(step) + ASSUMED.coldShare * ASSUMED.coldMs;
  return total(callsOf(step), {
    apiRequest: 1,
    invocation: 1,
    gbSecond: (ms / 1000) * memoryGb(template, name),
    loggedGb: logged(1, accessLogBytes(template)) + logged(functionLines, ASSUMED.functionLogBytes),
    trace: tracesByDefault(template) ? ASSUMED.tracedShare : 0,
  });
};

/**
 * One message of the mover: it is sent by S3, which SQS bills, or by a step that counts it already. Its batch is received,
 * handled and deleted at once.
 */
export const messageOf = (
  template: Template,
  step: Step,
  { batch, fromS3 }: { batch: number; fromS3: boolean },
): Uses => {
  const invocation = 1 / batch;
  // The messages of a batch are handled at the same time. Each has its own work to do.
  const ms = ASSUMED.ownMs + (msOf(step) - ASSUMED.ownMs) / batch + ASSUMED.coldShare * ASSUMED.coldMs;
  return total(callsOf(step), {
    queueRequest: (fromS3 ? 1 : 0) + 2 * invocation,
    invocation,
    gbSecond: (ms / 1000) * memoryGb(template, "Mover"),
    // The metrics of a batch are one line more.
    loggedGb: logged(1 + invocation, ASSUMED.functionLogBytes),
    trace: tracesByDefault(template) ? ASSUMED.tracedShare * invocation : 0,
  });
};
