import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { billLines, dollarsPerMillion } from "../../../bench/bill/bill.ts";
import { dollarsOf, idleMonth, RECONCILER_METRICS } from "../../../bench/bill/idle.ts";
import { dollarsTable, fixedTable } from "../../../bench/bill/tables.ts";
import { accessLogBytes, alarmMetrics, readTemplate } from "../../../bench/bill/template.ts";
import { messageOf, requestOf } from "../../../bench/bill/uses.ts";
import { createReport } from "../../../functions/reconciler/report.ts";

const template = readTemplate();

it("docs/bill.md has the tables that npm run bill prints", async () => {
  const written = readFileSync("docs/bill.md", "utf8");

  expect(written).toContain(`\n\n${dollarsTable(await billLines(template))}\n\n`);
  expect(written).toContain(`\n\n${fixedTable(template)}\n\n`);
});

it("a million files, and a month without any, cost no more than was decided (docs/decisions.md)", async () => {
  const { confirmed, unconfirmed, bulk, poll } = await billLines(template);

  expect(dollarsPerMillion(confirmed)).toBeLessThanOrEqual(32);
  expect(dollarsPerMillion(unconfirmed)).toBeLessThanOrEqual(24);
  expect(dollarsPerMillion(bulk)).toBeLessThanOrEqual(18);
  expect(dollarsPerMillion(poll)).toBeLessThanOrEqual(4.2);
  expect(dollarsOf(idleMonth(template))).toBeLessThanOrEqual(8);
});

describe("the dollars of a file", () => {
  it("count each write unit of its steps", async () => {
    const { confirmed, unconfirmed, bulk } = await billLines(template);

    expect(confirmed.writeUnit).toBe(9);
    expect(unconfirmed.writeUnit).toBe(7);
    expect(bulk.writeUnit).toBe(7);
  });

  it("count the calls that no use case makes", async () => {
    const { confirmed, unconfirmed, bulk } = await billLines(template);

    // The client's POST and the copy; two ranged GETs, and the HEAD of the confirmation.
    expect([unconfirmed.s3Write, unconfirmed.s3Read]).toEqual([2, 2]);
    expect([confirmed.s3Write, confirmed.s3Read]).toEqual([2, 3]);
    // S3's send, and a receive and a delete for each batch. A confirmation is one message more.
    expect(unconfirmed.queueRequest).toBe(3);
    expect(confirmed.queueRequest).toBe(6);
    expect(bulk.queueRequest).toBeCloseTo(1.2);
  });

  it("count the parts of a large file, its start and its end", async () => {
    const { gibibyte } = await billLines(template);

    expect(gibibyte.s3Write).toBe(1 + 1 + 2 + 1);
  });

  it("count one request for 50 files", async () => {
    const { bulk, unconfirmed } = await billLines(template);

    expect(unconfirmed.apiRequest).toBe(1);
    expect(bulk.apiRequest).toBeCloseTo(1 / 50);
    expect(dollarsPerMillion(bulk)).toBeLessThan(dollarsPerMillion(unconfirmed));
  });
});

describe("a step", () => {
  const none = { table: [], s3: [], sqs: [] };

  it("pays neither for deletes nor for aborts in S3", () => {
    const step = { ...none, s3: ["DeleteObject", "AbortMultipartUpload", "HeadObject", "UploadPartCopy"] };

    expect(requestOf(template, "Remove", step)).toMatchObject({ s3Read: 1, s3Write: 1 });
  });

  it("of a message shares its invocation with the batch", () => {
    expect(messageOf(template, none, { batch: 10, fromS3: true })).toMatchObject({
      invocation: 0.1,
      queueRequest: 1.2,
    });
  });
});

describe("what the bill reads of the template", () => {
  it("is a line of the access log with the length of its values", () => {
    const format = '{"id":"$context.requestId","status":"$context.status"}';
    const api = { Type: "AWS::Serverless::Api", Properties: { AccessLogSetting: { Format: format } } };

    expect(accessLogBytes({ ...template, Resources: { Api: api } })).toBe(format.length - 33 + 36 + 3);
  });

  it("is each metric of an alarm, also of one that computes with several", () => {
    const alarm = (Properties: object) => ({ Type: "AWS::CloudWatch::Alarm", Properties });
    const Resources = {
      One: alarm({}),
      Three: alarm({ Metrics: [{}, { MetricStat: {} }, { MetricStat: {} }, { MetricStat: {} }] }),
    };

    expect(alarmMetrics({ ...template, Resources })).toBe(4);
  });
});

it("the reconciler writes as many metrics as the bill counts in a run that finds nothing", () => {
  const addMetric = vi.fn();
  const report = createReport({ addMetric });

  report.finished({ files: {}, objects: {}, failed: 0, oldestUnfinishedSeconds: 0 });

  expect(addMetric).toHaveBeenCalledTimes(RECONCILER_METRICS);
});
