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

describe("what the gateway answers by itself", () => {
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
    // The families stand for several statuses, so they cannot name one.
    if (!type.startsWith("DEFAULT_")) expect(body.status).toBe(response.StatusCode);
  });

  test.each(
    responses,
  )("%s says what the functions say, where they have the same problem", (_type, response) => {
    const { code, title } = JSON.parse(response.ResponseTemplates["application/json"] ?? "");
    const ours = [...problems, ...gatewayProblems].find((problem) => problem.code === code);
    if (ours) expect(title).toBe(ours.title);
    // And somebody can look it up.
    expect(readFileSync("docs/problems.md", "utf8")).toContain(`| \`${code}\` |`);
  });

  test("there is no second stage, which SAM makes without a version", () => {
    expect(property("Api", "OpenApiVersion")).toMatch(/^3\./);
  });

  test.each(["THROTTLED", "QUOTA_EXCEEDED"])("%s is a 429 that says when to come back", (type) => {
    const found = Object.fromEntries(responses)[type];
    expect(found?.StatusCode).toBe(429);
    expect(found?.ResponseParameters.Headers["Retry-After"]).toMatch(/^'\d+'$/);
  });
});

describe("what hangs together", () => {
  test("the queue hands a message out as often as the mover claims a file", () => {
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

  test("every alarm that an operator must hear of goes to the topic", () => {
    const deaf = Object.entries(template.Resources)
      .filter(
        ([, { Type, Condition }]) => Type === "AWS::CloudWatch::Alarm" && Condition !== "DeploysGradually",
      )
      .map(([name, { Properties }]) => [name, Properties?.["AlarmActions"]]);
    expect(Object.fromEntries(deaf)).toEqual({
      DeadLettersWait: ["AlarmTopic"],
      MoveQueueIsBehind: ["AlarmTopic"],
      FilesAreStuck: ["AlarmTopic"],
      MoverFails: ["AlarmTopic"],
    });
  });

  test("files count as stuck long after a presigned POST is over", () => {
    const longest = template.Parameters["UploadExpirySeconds"]?.MaxValue ?? Number.POSITIVE_INFINITY;
    expect(numberOf("FilesAreStuck", "Threshold")).toBeGreaterThan(longest + 900);
  });

  test("a SHA256 is refused for just those files that are copied in parts", () => {
    const thresholdOf = (name: string) =>
      property<{ Variables: Record<string, string> }>(name, "Environment").Variables[
        "MULTIPART_THRESHOLD_BYTES"
      ];
    expect(thresholdOf("Upload")).toBe(thresholdOf("Mover"));
  });

  test("the parts of the largest file are of a size that S3 takes, and few enough", () => {
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

  test("CodeDeploy may turn every function's alias, and no other", () => {
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
  test.each(["Bucket", "Files", "UserPool"])("%s is kept", (name) => {
    expect(template.Resources[name]).toMatchObject({
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
    });
  });

  test("nothing is named by hand", () => {
    const named = Object.entries(template.Resources).flatMap(([logicalId, { Properties = {} }]) =>
      ["FunctionName", "BucketName", "TableName", "QueueName", "RoleName", "UserPoolName", "LogGroupName"]
        .filter((name) => name in Properties)
        .map((name) => `${logicalId}.${name}`),
    );
    expect(named).toEqual([]);
  });

  test("every parameter and output says what it is", () => {
    for (const { Description } of [...Object.values(template.Parameters), ...Object.values(template.Outputs)])
      expect(Description).toMatch(/\w{3}.*\.$|such as/);
  });
});
