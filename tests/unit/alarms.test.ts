import { expect, test } from "vitest";
import { createReport as inboxReport } from "../../functions/inbox/report.ts";
import { createReport as moverReport } from "../../functions/mover/report.ts";
import { createReport as reconcilerReport } from "../../functions/reconciler/report.ts";
import { property, template } from "./template.ts";
import { text } from "./workflows.ts";

type Moved = Parameters<ReturnType<typeof moverReport>["moved"]>;

/** All outcomes of a move. A missing one is an error of the compiler. */
const OUTCOMES = Object.keys({
  completed: 0,
  continued: 0,
  refused: 0,
  "already-completed": 0,
  "late-post-removed": 0,
  "late-post-left": 0,
  "repeated-event": 0,
  "held-by-another-mover": 0,
  superseded: 0,
  "already-in-error": 0,
  deleted: 0,
  quarantined: 0,
  released: 0,
  "unknown-file": 0,
} satisfies Record<Moved[1], 0>) as Moved[1][];

const recorder = () => {
  const names = new Set<string>();
  return { names, metrics: { addMetric: (name: string) => names.add(name) } as never };
};

/** The metrics that each worker writes, by the name that it gives itself as `service`. */
const written = (): Record<string, Set<string>> => {
  const mover = recorder();
  const report = moverReport(mover.metrics);
  for (const outcome of OUTCOMES)
    report.moved({ file_id: "f", message_id: "m", receive_count: 1 } as Moved[0], outcome);
  report.dropped("test-event");
  report.refused({ messageId: "m" } as never, "malformed" as never);
  report.postponed({ messageId: "m" } as never, 1, new Error("throttled"));
  const reconciler = recorder();
  reconcilerReport(reconciler.metrics).finished({
    files: {},
    objects: {},
    failed: 1,
    oldestUnfinishedSeconds: 0,
  });
  const nameIn = (folder: string) =>
    text(`functions/${folder}/handler.ts`).match(/worker\("(\w+)"/)?.[1] ?? "";
  const inbox = recorder();
  inboxReport(inbox.metrics).handled({ key: "inbox/a" } as never, { outcome: "unknown-owner" });
  return {
    [nameIn("inbox")]: inbox.names,
    [nameIn("mover")]: mover.names,
    [nameIn("reconciler")]: reconciler.names,
  };
};

const alarms = Object.entries(template.Resources).filter(([, { Type }]) => Type === "AWS::CloudWatch::Alarm");

type MetricStat = { Stat: string; Period: number; Metric: { Dimensions: { Name: string; Value: string }[] } };
/** The metrics that an alarm adds up. */
const summed = (alarm: string): MetricStat[] =>
  property<{ MetricStat?: MetricStat }[]>(alarm, "Metrics").flatMap(({ MetricStat }) => MetricStat ?? []);

test("every alarm on a metric of Malote names one that a worker writes, with its dimensions", () => {
  const emitted = written();
  const own = alarms.filter(([, { Properties }]) => Properties?.["Namespace"] === "Malote");
  expect(own.map(([name]) => name)).toEqual([
    "InboxOwnersAreUnknown",
    "FilesAreStuck",
    "FilesAreNotReconciled",
    "ManyLatePosts",
  ]);
  expect(text("layers/core/src/worker.ts")).toContain('namespace: "Malote"');
  for (const [name] of own) {
    const [service, stack, ...more] = property<{ Name: string; Value: string }[]>(name, "Dimensions");
    expect([service?.Name, stack, more]).toEqual(["service", { Name: "stack", Value: "AWS::StackName" }, []]);
    expect(emitted[service?.Value ?? ""]).toContain(property<string>(name, "MetricName"));
  }
  for (const name of ["Mover", "Reconciler"])
    expect(property<{ Variables: object }>(name, "Environment").Variables).toMatchObject({
      STACK_NAME: "AWS::StackName",
    });
});

test("the alarms fire as docs/operations.md describes", () => {
  const rule = (
    name: string,
    { Threshold, EvaluationPeriods, TreatMissingData, ...more }: Record<string, unknown>,
  ) => {
    const [first] = "Metrics" in more ? summed(name) : [];
    const { Stat = more["Statistic"], Period = more["Period"] } = first ?? {};
    return [Stat, Threshold, Period, EvaluationPeriods, TreatMissingData].join(" ");
  };
  const rules = alarms.map(([name, { Properties = {} }]) => [name, rule(name, Properties)]);
  expect(Object.fromEntries(rules)).toEqual({
    DeadLettersWait: "Maximum 1 300 1 notBreaching",
    MoveQueueIsBehind: "Maximum 1800 300 1 notBreaching",
    FilesAreStuck: "Maximum 7200 300 3 breaching",
    MoverFails: "Sum 3 300 1 notBreaching",
    FunctionsAreThrottled: "Sum 5 300 1 notBreaching",
    ReconcilerFails: "Sum 2 900 1 notBreaching",
    FilesAreNotReconciled: "Sum 1 300 3 notBreaching",
    TableIsThrottled: "Sum 10 300 1 notBreaching",
    ManyLatePosts: "Sum 100 300 1 notBreaching",
    UploadRoutesFail: "Sum 2 60 1 notBreaching",
    FileRoutesFail: "Sum 2 60 1 notBreaching",
    WorkersFail: "Sum 2 60 1 notBreaching",
    ApiFails: "Sum 5 60 1 notBreaching",
    InboxDeadLettersWait: "Maximum 1 300 1 notBreaching",
    InboxOwnersAreUnknown: "Sum 1 300 1 notBreaching",
    StatusEventsAreLate: "Maximum 1800000 300 1 notBreaching",
    ChangesAreUnpublished: "Sum 1 300 1 notBreaching",
    ChangesAreLost: "Sum 1 300 1 notBreaching",
    WebhooksAreDead: "Maximum 1 300 1 notBreaching",
    WebhooksAreLate: "Maximum 1800 300 1 notBreaching",
    WebhookChangesAreLate: "Maximum 1800000 300 1 notBreaching",
    WebhookChangesAreDropped: "Sum 1 300 1 notBreaching",
    WebhookChangesAreLost: "Sum 1 300 1 notBreaching",
  });
  const documented = text("docs/operations.md");
  for (const [name] of alarms) expect(documented, name).toMatch(new RegExp(`^\\| .*\`${name}\`.* \\|`, "m"));
  for (const [, { Properties }] of alarms)
    expect(Properties?.["ComparisonOperator"]).toBe("GreaterThanOrEqualToThreshold");
});

const OF_OPTIONAL_PARTS: Record<string, string> = {
  StatusEventsAreLate: "PublishesStatusEvents",
  ChangesAreUnpublished: "PublishesStatusEvents",
  ChangesAreLost: "PublishesStatusEvents",
  InboxDeadLettersWait: "HasInbox",
  InboxOwnersAreUnknown: "HasInbox",
  WebhooksAreDead: "HasWebhooks",
  WebhooksAreLate: "HasWebhooks",
  WebhookChangesAreLate: "HasWebhooks",
  WebhookChangesAreDropped: "HasWebhooks",
  WebhookChangesAreLost: "HasWebhooks",
};

test("every alarm exists at any time on AWS, and notifies the topic", () => {
  for (const [name, { Condition, Properties = {} }] of alarms) {
    expect(Condition, name).toBe(
      OF_OPTIONAL_PARTS[name] ?? ("Metrics" in Properties ? "HasMetricMath" : undefined),
    );
    expect(property(name, "AlarmActions"), name).toEqual(["AlarmTopic"]);
  }
});

test("throttled requests are counted for each operation that a role allows on the table", () => {
  type Policy = { PolicyDocument: { Statement: { Resource?: unknown }[] } };
  const allowed = Object.values(template.Resources)
    .filter(({ Type }) => Type === "AWS::IAM::Role")
    .flatMap(({ Properties }) => (Properties?.["Policies"] ?? []) as Policy[])
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Resource }) => /\bFiles\b/.test(JSON.stringify(Resource ?? "")))
    .flatMap((statement) => JSON.stringify(statement).match(/(?<=dynamodb:)\w+/g) ?? []);
  // Reads of the stream are Lambda's own, and are no requests of the table.
  const ofTable = allowed.filter((action) => !/Stream|Shard|Records/.test(action));
  const counted = summed("TableIsThrottled").map(({ Metric }) => Metric.Dimensions[1]?.Value);
  expect(counted.toSorted()).toEqual([...new Set(ofTable)].toSorted());
});
