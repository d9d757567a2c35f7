import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { plainApi } from "../../layers/core/openapi/plain-api.ts";

const text = plainApi(readFileSync("docs/openapi.yaml", "utf8"));
const api = parse(text);
const { schemas } = api.components;

test("the description for simple generators is a valid OpenAPI document", async () => {
  const { valid, errors } = await new Validator().validate(parse(text));
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

test("it has no union, no null and no link", () => {
  expect(text).not.toMatch(/^ *(anyOf|oneOf|discriminator|links):|^ *- "null"$|^ *type: "null"$/m);
});

test("open enums are strings", () => {
  for (const name of ["Status", "ProblemCode", "ErrorCode", "ChecksumAlgorithm"])
    expect(schemas[name]).toMatchObject({ type: "string", description: expect.any(String) });
  expect(schemas.KnownStatus.enum).toContain("completed");
});

test("several objects are one, whose common members are required", () => {
  expect(Object.keys(schemas.UploadAnswer.properties)).toEqual(
    expect.arrayContaining(["status", "method", "url", "fields", "part_size", "part_count"]),
  );
  expect(schemas.UploadAnswer.required).toEqual(["file_id", "file_name"]);
  expect(schemas.UploadAnswer.properties.method).toMatchObject({ type: "string" });
  expect(schemas.UploadOutcome.required).toEqual(["index"]);
  expect(Object.keys(schemas.Consultation.properties)).toEqual(expect.arrayContaining(["status", "files"]));
});

test("each operation has one type of response", () => {
  for (const methods of Object.values<Record<string, { responses: Record<string, object> }>>(api.paths))
    for (const { responses } of Object.values(methods)) {
      const bodies = Object.entries(responses)
        .filter(([status]) => status.startsWith("2"))
        .map(([, response]) =>
          JSON.stringify(
            (response as { content?: Record<string, { schema: object }> }).content?.["application/json"]
              ?.schema,
          ),
        );
      expect(new Set(bodies).size).toBe(1);
    }
});
