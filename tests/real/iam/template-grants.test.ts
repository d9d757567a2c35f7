import { describe, expect, test } from "vitest";
import { FUNCTION_ROLES, optionalStatementsOf, type Statement, statementsOf } from "../template.ts";
import { GRANTS, GRANTS_OF_LAMBDA, GRANTS_WITH_CLOUDFRONT, ofOwnLogs } from "./grants.ts";

const listOf = (value: string | string[]): string[] => (Array.isArray(value) ? value : [value]);

/** The resource that an ARN of the template names: Files, Files/index/open, temp/*, MoveQueue. */
const targetOf = (resource: string): string =>
  resource
    .replace(/^arn:\$\{AWS::Partition\}:s3:::\$\{Bucket\}\//, "")
    .replace(/^arn:\$\{AWS::Partition\}:s3:::\$\{Bucket\}$/, "Bucket")
    .replace(/^\$\{(\w+)\.Arn\}/, "$1")
    .replace(
      /^arn:\$\{AWS::Partition\}:events:\$\{AWS::Region\}:\$\{AWS::AccountId\}:event-bus\/\$\{StatusEventsBus\}$/,
      "EventBus",
    )
    .replace(
      /^arn:\$\{AWS::Partition\}:ssm:\$\{AWS::Region\}:\$\{AWS::AccountId\}:parameter\$\{(\w+)\}$/,
      "$1",
    )
    .replace(/\.Arn$/, "");

/** The emulator has an action of its own for a batch, which AWS does not have. */
const ofBatches = (action: string): string => (action === "sqs:SendMessage*" ? "sqs:SendMessage" : action);

const grantsIn = (statements: Statement[]): string[] =>
  statements.flatMap(({ Action, Resource }) =>
    listOf(Action).flatMap((action) =>
      listOf(Resource).map((resource) => `${ofBatches(action)} ${targetOf(resource)}`),
    ),
  );

const TRACES = ["xray:PutTraceSegments *", "xray:PutTelemetryRecords *"];

describe("the template", () => {
  test("has a separate role for each function, and every function is in the table", () => {
    expect(Object.keys(FUNCTION_ROLES).sort()).toEqual(Object.keys(GRANTS).sort());
    expect(new Set(Object.values(FUNCTION_ROLES)).size).toBe(Object.keys(FUNCTION_ROLES).length);
  });

  test.each(Object.entries(FUNCTION_ROLES))("grants %s exactly what the table lists", (name, role) => {
    const statements = statementsOf(role);
    expect(statements.map(({ Effect }) => Effect)).toEqual(statements.map(() => "Allow"));
    const expected = [
      ...(GRANTS[name] ?? []),
      ...(GRANTS_OF_LAMBDA[name] ?? []),
      ...ofOwnLogs(name),
      ...TRACES,
    ];
    expect(grantsIn(statements).sort()).toEqual(expected.sort());
  });

  test.each(
    Object.entries(FUNCTION_ROLES),
  )("grants %s with CloudFront what the table lists for it", (name, role) => {
    expect(grantsIn(optionalStatementsOf(role, "DownloadsThroughCloudFront"))).toEqual(
      GRANTS_WITH_CLOUDFRONT[name] ?? [],
    );
  });
});
