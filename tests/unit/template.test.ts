import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { gatewayProblems, problems } from "../../layers/core/openapi/problems.ts";
import { Problem } from "../../layers/core/src/contract/problem.ts";
import { functions, numberOf, property, template } from "./template.ts";

type GatewayResponse = {
  StatusCode?: number;
  ResponseParameters: { Headers: Record<string, string> };
  ResponseTemplates: Record<string, string>;
};

describe("the gateway's own responses", () => {
  const responses = Object.entries(property<Record<string, GatewayResponse>>("Api", "GatewayResponses"));

  test.each(responses)("%s is a problem with CORS headers", (type, response) => {
    const { Headers } = response.ResponseParameters;
    expect(Headers["Content-Type"]).toBe("'application/problem+json'");
    expect(Headers["Access-Control-Allow-Origin"]).toBe("'*'");
    const body = JSON.parse(response.ResponseTemplates["application/json"] ?? "");
    expect(v.is(Problem, body)).toBe(true);
    expect(body).toMatchObject({
      type: `urn:malote:problem:${body.code}`,
      title: expect.stringMatching(/./),
      detail: expect.stringMatching(/./),
      instance: "$context.requestId",
    });
    // The families cover several statuses, so they cannot name one.
    if (!type.startsWith("DEFAULT_")) expect(body.status).toBe(response.StatusCode);
  });

  test.each(
    responses,
  )("%s has the title of the functions' problem with the same code, and is documented", (_type, response) => {
    const { code, title } = JSON.parse(response.ResponseTemplates["application/json"] ?? "");
    const known = [...problems, ...gatewayProblems].find((problem) => problem.code === code);
    if (known) expect(title).toBe(known.title);
    expect(readFileSync("docs/problems.md", "utf8")).toContain(`| \`${code}\` |`);
  });

  test("OpenApiVersion is set, because SAM creates a second stage without it", () => {
    expect(property("Api", "OpenApiVersion")).toMatch(/^3\./);
  });

  test.each(["THROTTLED", "QUOTA_EXCEEDED"])("%s is a 429 with Retry-After", (type) => {
    const found = Object.fromEntries(responses)[type];
    expect(found?.StatusCode).toBe(429);
    expect(found?.ResponseParameters.Headers["Retry-After"]).toMatch(/^'\d+'$/);
  });
});

describe("values that depend on each other", () => {
  test("the queue delivers a message as often as the mover may claim a file", () => {
    const { maxReceiveCount } = property<{ maxReceiveCount: number }>("MoveQueue", "RedrivePolicy");
    for (const name of ["Mover", "Reconciler"]) {
      const { Variables } = property<{ Variables: Record<string, string> }>(name, "Environment");
      expect(Variables["MAX_ATTEMPTS"]).toBe(String(maxReceiveCount));
    }
  });

  test("a run of the reconciler ends before the next begins", () => {
    const { EveryFiveMinutes } = property<{
      EveryFiveMinutes: { Type: string; Properties: { Schedule: string } };
    }>("Reconciler", "Events");
    expect(EveryFiveMinutes).toEqual({ Type: "Schedule", Properties: { Schedule: "rate(5 minutes)" } });
    expect(numberOf("Reconciler", "Timeout")).toBeLessThan(300);
  });

  test("every alarm for operators notifies the topic", () => {
    const actions = Object.entries(template.Resources)
      .filter(
        ([, { Type, Condition }]) => Type === "AWS::CloudWatch::Alarm" && Condition !== "DeploysGradually",
      )
      .map(([name, { Properties }]) => [name, Properties?.["AlarmActions"]]);
    expect(Object.fromEntries(actions)).toEqual({
      DeadLettersWait: ["AlarmTopic"],
      MoveQueueIsBehind: ["AlarmTopic"],
      FilesAreStuck: ["AlarmTopic"],
      MoverFails: ["AlarmTopic"],
      ManyLatePosts: ["AlarmTopic"],
    });
  });

  test("files count as stuck long after a presigned POST has ended", () => {
    const longest = template.Parameters["UploadExpirySeconds"]?.MaxValue ?? Number.POSITIVE_INFINITY;
    expect(numberOf("FilesAreStuck", "Threshold")).toBeGreaterThan(longest + 900);
  });

  test("a SHA256 is refused for exactly the files that are copied in parts", () => {
    const thresholdOf = (name: string) =>
      property<{ Variables: Record<string, string> }>(name, "Environment").Variables[
        "MULTIPART_THRESHOLD_BYTES"
      ];
    expect(thresholdOf("Upload")).toBe(thresholdOf("Mover"));
  });

  test("the parts of the largest file have a size and a number that S3 accepts", () => {
    const { Variables } = property<{ Variables: Record<string, string> }>("Mover", "Environment");
    const partBytes = Number(Variables["COPY_PART_BYTES"]);
    expect(partBytes).toBeGreaterThanOrEqual(5 * 1024 ** 2);
    expect(Number(Variables["MULTIPART_THRESHOLD_BYTES"])).toBeGreaterThanOrEqual(partBytes);
    const largest = template.Parameters["MaxFileBytes"]?.MaxValue ?? Number.POSITIVE_INFINITY;
    expect(largest).toBe(5 * 1024 ** 3);
    expect(largest / partBytes).toBeLessThanOrEqual(10_000);
  });
});

describe("new code, a little at a time", () => {
  type Metric = { MetricStat?: { Metric: { Dimensions: { Name: string; Value: string }[] } } };
  const alarms = ["UploadRoutesFail", "FileRoutesFail", "WorkersFail"];
  const dimensionsOf = (alarm: string) =>
    property<Metric[]>(alarm, "Metrics").flatMap(({ MetricStat }) =>
      MetricStat ? [MetricStat.Metric.Dimensions] : [],
    );

  test("one alarm counts the failures of every function's alias", () => {
    expect(alarms.flatMap(dimensionsOf)).toEqual(
      functions.map(({ id }) => [
        { Name: "FunctionName", Value: id },
        { Name: "Resource", Value: `\${${id}}:live` },
      ]),
    );
  });

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
  test.each(alarms)("%s has no more metrics than CloudWatch accepts", (alarm) => {
    expect(dimensionsOf(alarm).length).toBeLessThanOrEqual(10);
  });

  test("every alarm on new code can take it back", () => {
    const [, all] = template.Globals.Function.DeploymentPreference.Alarms;
    const onNewCode = Object.entries(template.Resources)
      .filter(
        ([, { Type, Condition }]) => Type === "AWS::CloudWatch::Alarm" && Condition === "DeploysGradually",
      )
      .map(([id]) => id);
    expect(all).toEqual(onNewCode);
  });

  test("lets CodeDeploy update exactly the functions' aliases", () => {
    const [policy] = property<
      { PolicyDocument: { Statement: { Action: string[]; Resource: string[] }[] } }[]
    >("CodeDeployRole", "Policies");
    const shift = policy?.PolicyDocument.Statement.find(({ Action }) =>
      Action.includes("lambda:UpdateAlias"),
    );
    expect(shift?.Resource).toEqual(functions.map(({ id }) => `\${${id}.Arn}*`));
  });
});

describe("a stack that can be replaced and deleted", () => {
  test.each(["Bucket", "Files", "UserPool"])("%s is retained", (name) => {
    expect(template.Resources[name]).toMatchObject({
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
    });
  });

  test("no resource has a fixed name", () => {
    const named = Object.entries(template.Resources).flatMap(([logicalId, { Properties = {} }]) =>
      ["FunctionName", "BucketName", "TableName", "QueueName", "RoleName", "UserPoolName", "LogGroupName"]
        .filter((name) => name in Properties)
        .map((name) => `${logicalId}.${name}`),
    );
    expect(named).toEqual([]);
  });

  test("every parameter and output has a description", () => {
    for (const { Description } of [...Object.values(template.Parameters), ...Object.values(template.Outputs)])
      expect(Description).toMatch(/\w{3}.*\.$|such as/);
  });
});
