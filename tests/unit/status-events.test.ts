import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { longestCallMs } from "../../layers/core/src/aws/client-config.ts";
import { numberOf, property, template } from "./template.ts";

const { Conditions } = parse(readFileSync("template.yaml", "utf8"), { logLevel: "error" }) as {
  Conditions: Record<string, unknown>;
};

/** Everything that PublishStatusEvents adds. */
const OWN = Object.entries(template.Resources).filter(([id]) =>
  /^StatusEvents|^Unpublished|^ChangesAre|^EventBus$/.test(id),
);

describe("without PublishStatusEvents and PublishBucketEvents, which are off by default", () => {
  test("there is no function, role, log, bus, archive, bucket or alarm", () => {
    expect(template.Parameters["PublishStatusEvents"]?.Default).toBe("false");
    expect(Conditions["PublishesStatusEvents"]).toEqual(["PublishStatusEvents", "true"]);
    expect(OWN.map(([id, { Condition }]) => [id, Condition])).toEqual([
      ["StatusEvents", "PublishesStatusEvents"],
      ["StatusEventsRole", "PublishesStatusEvents"],
      ["StatusEventsLogs", "PublishesStatusEvents"],
      ["EventBus", "OwnsEventBus"],
      ["StatusEventsArchive", "ArchivesStatusEvents"],
      ["UnpublishedChanges", "ReadsChanges"],
      ["UnpublishedChangesPolicy", "GuardsUnpublishedChanges"],
      ["StatusEventsAreLate", "PublishesStatusEvents"],
      ["ChangesAreUnpublished", "PublishesStatusEvents"],
      ["ChangesAreLost", "PublishesStatusEvents"],
    ]);
    for (const name of ["OwnsEventBus", "ArchivesStatusEvents"])
      expect(Conditions[name]).toEqual(expect.arrayContaining(["PublishesStatusEvents"]));
    // Webhooks read the stream, too.
    expect(Conditions["ReadsChanges"]).toEqual(["PublishesStatusEvents", "HasWebhooks"]);
    expect(Conditions["GuardsUnpublishedChanges"]).toEqual(["ReadsChanges", "TlsIsRequired"]);
  });

  test("new code of the function that is not there has no deployment group", () => {
    expect(template.Globals.Function.DeploymentPreference).toMatchObject({ PassthroughCondition: true });
  });

  test("the table has no stream, which nobody would read", () => {
    expect(property("Files", "StreamSpecification")).toEqual([
      "ReadsChanges",
      { StreamViewType: "NEW_AND_OLD_IMAGES" },
      "AWS::NoValue",
    ]);
  });

  test("S3 sends no events to EventBridge", () => {
    expect(template.Parameters["PublishBucketEvents"]?.Default).toBe("false");
    expect(Conditions["PublishesBucketEvents"]).toEqual(["PublishBucketEvents", "true"]);
    expect(
      property<{ EventBridgeConfiguration: unknown }>("Bucket", "NotificationConfiguration")
        .EventBridgeConfiguration,
    ).toEqual(["PublishesBucketEvents", { EventBridgeEnabled: true }, "AWS::NoValue"]);
  });

  test("no other function knows the bus: its role and its environment name none", () => {
    for (const [id, { Properties }] of Object.entries(template.Resources)) {
      if (OWN.some(([own]) => own === id)) continue;
      expect(JSON.stringify(Properties ?? {}), id).not.toMatch(/EVENT_BUS|events:Put/);
    }
  });

  test("no archive without events: the deployment is refused before it changes anything", () => {
    const { RuleCondition, Assertions } = template.Rules["ArchiveNeedsStatusEvents"] ?? {};
    expect(RuleCondition).toEqual([["StatusEventsArchiveDays", 0]]);
    expect(Assertions?.map(({ Assert }) => Assert)).toEqual([["PublishStatusEvents", "true"]]);
  });
});

describe("the mapping of the table's stream", () => {
  const mapping = property<Record<"Changes", { Type: string; Properties: Record<string, unknown> }>>(
    "StatusEvents",
    "Events",
  ).Changes.Properties;

  test("reports the records that failed, splits batches, and gives up into a bucket that has the whole records", () => {
    expect(mapping).toMatchObject({
      Stream: "Files.StreamArn",
      StartingPosition: "TRIM_HORIZON",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 100,
      DestinationConfig: { OnFailure: { Destination: "UnpublishedChanges.Arn" } },
      FilterCriteria: { Filters: [{ Pattern: '{"eventName": ["INSERT", "MODIFY"]}' }] },
    });
  });

  test("gives a record up long before the stream forgets it, after 24 hours, and long after the alarm", () => {
    const age = Number(mapping["MaximumRecordAgeInSeconds"]);
    expect(age).toBeLessThanOrEqual(12 * 3600);
    expect(age * 1000).toBeGreaterThan(numberOf("StatusEventsAreLate", "Threshold") * 10);
  });

  test("has batches that end within the function's timeout, also if each call takes its longest", () => {
    const calls = Math.ceil((Number(mapping["BatchSize"]) * 2) / 10);
    expect(calls * longestCallMs()).toBeLessThanOrEqual(numberOf("StatusEvents", "Timeout") * 1000);
  });

  test("is counted by the metric of its alarm", () => {
    expect(mapping["MetricsConfig"]).toEqual({ Metrics: ["EventCount"] });
    // Each metric counts what the other does not: "Dropped events also excludes events that you send to an on-failure destination"
    // (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html).
    const alarms = ["ChangesAreUnpublished", "ChangesAreLost"];
    expect(alarms.map((name) => property(name, "MetricName"))).toEqual([
      "OnFailureDestinationDeliveredEventCount",
      "DroppedEventCount",
    ]);
    for (const name of alarms)
      expect(property(name, "Dimensions")).toEqual([
        { Name: "EventSourceMappingUUID", Value: "StatusEventsChanges" },
      ]);
  });
});

test("the bucket of what was not published is private, encrypted, kept with the stack's other data, and forgets", () => {
  expect(template.Resources["UnpublishedChanges"]).toMatchObject({
    DeletionPolicy: "RetainExceptOnCreate",
    Properties: {
      PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 30 }] },
    },
  });
});
