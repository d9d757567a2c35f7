import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { safeParse } from "valibot";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { describeApi } from "../../layers/core/openapi/describe-api.ts";
import { gatewayProblems, problems } from "../../layers/core/openapi/problems.ts";
import { routes } from "../../layers/core/openapi/routes.ts";
import * as core from "../../layers/core/src/index.ts";
import * as webhooks from "../../layers/core/src/webhooks.ts";

const written = readFileSync("docs/openapi.yaml", "utf8");

test("docs/openapi.yaml matches the schemas (npm run openapi writes it again)", () => {
  expect(written).toBe(describeApi());
});

test("it is a valid OpenAPI 3.1 document", async () => {
  const { valid, errors } = await new Validator().validate(parse(written));
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

test("it has exactly the routes of template.yaml", () => {
  const template = parse(readFileSync("template.yaml", "utf8"), { logLevel: "error" });
  const deployed = Object.values<{
    Properties?: { Events?: Record<string, { Type: string; Properties: { Method: string; Path: string } }> };
  }>(template.Resources)
    .flatMap(({ Properties }) => Object.values(Properties?.Events ?? {}))
    .filter(({ Type }) => Type === "Api")
    .map(({ Properties: { Method, Path } }) => `${Method} ${Path}`);
  expect(routes.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(deployed.toSorted());
});

test("it has every error", () => {
  const classes = Object.entries({ ...core, ...webhooks })
    .filter(
      ([name, value]) => typeof value === "function" && value.prototype instanceof core.MaloteError && name,
    )
    .map(([name]) => name);
  expect(problems.map((error) => error.constructor.name).toSorted()).toEqual(classes.toSorted());
});

test("docs/problems.md lists every code", () => {
  const listed = readFileSync("docs/problems.md", "utf8");
  for (const { code, status } of [...problems, ...gatewayProblems])
    expect(listed).toContain(`| \`${code}\` | ${status} |`);
});

describe("its examples match their schemas", () => {
  const bodies = routes.flatMap(({ operationId, body }) =>
    Object.entries(body?.examples ?? {}).map(
      ([name, value]) => [`${operationId} accepts ${name}`, body?.of, value] as const,
    ),
  );
  const responses = routes.flatMap(({ operationId, responses }) =>
    Object.entries(responses).flatMap(([code, { schema, examples }]) =>
      Object.entries(examples ?? {}).map(
        ([name, value]) => [`${operationId} responds with ${code} ${name}`, schema?.of, value] as const,
      ),
    ),
  );
  test.each([...bodies, ...responses])("%s", (_name, schema, value) => {
    if (!schema) throw new Error("an example without a schema");
    expect(safeParse(schema, value).issues ?? []).toEqual([]);
  });
});
