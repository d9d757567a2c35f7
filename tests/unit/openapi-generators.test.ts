import { readFileSync } from "node:fs";
import { describe, expect, expectTypeOf, test } from "vitest";
import { parse } from "yaml";
import type { RefusalCode } from "../../functions/inbox/record-of.ts";
import type { FinalCode } from "../../functions/mover/faults.ts";
import { ERROR_CODES } from "../../layers/core/openapi/codes.ts";
import generators from "../real/generators/package.json" with { type: "json" };

// What generators of clients need from docs/openapi.yaml.

type Json = { [member: string]: unknown };
type Schema = Json & {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: string[];
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | false;
  anyOf?: Schema[];
  oneOf?: Schema[];
};
type Parameter = { name: string; in: string; description?: string; schema: Schema };
type Response = { description: string; content?: Record<string, { schema: Schema }> };
type Operation = {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, Response>;
};

const document: {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
} = parse(readFileSync("docs/openapi.yaml", "utf8"));

const components = Object.entries(document.components.schemas);
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

const schemasInside = (of: Schema): Schema[] => [
  ...Object.values(of.properties ?? {}),
  ...(of.items ? [of.items] : []),
  ...(of.additionalProperties ? [of.additionalProperties] : []),
  ...(of.anyOf ?? []),
  ...(of.oneOf ?? []),
];

/** A schema and all schemas in it, each with its place. References are not followed. */
const walk = (place: string, schema: Schema): [place: string, schema: Schema][] => [
  [place, schema],
  ...schemasInside(schema).flatMap((inner, i) => walk(`${place}/${i}`, inner)),
];

const parameters = operations.flatMap(({ operationId, parameters = [] }) =>
  parameters.map((parameter) => [`${operationId} ${parameter.name}`, parameter] as const),
);
const everywhere = [
  ...components.flatMap(([name, schema]) => walk(name, schema)),
  ...parameters.flatMap(([name, { schema }]) => walk(name, schema)),
];

/** The components that a schema leads to, by name. */
const reachable = (from: Schema, found = new Set<string>()): Set<string> => {
  for (const [, { $ref }] of walk("", from)) {
    const name = $ref?.split("/").at(-1);
    if (name === undefined || found.has(name)) continue;
    found.add(name);
    reachable(document.components.schemas[name] ?? {}, found);
  }
  return found;
};

const isNullable = (anyOf: { $ref?: string; type?: unknown }[] | undefined): boolean =>
  anyOf?.length === 2 && anyOf[0]?.$ref !== undefined && anyOf[1]?.type === "null";

describe("every schema", () => {
  test.each(components)("%s is described, and so is each of its members", (_name, schema) => {
    expect(schema.description).toMatch(/\.$/);
    for (const [member, { description }] of Object.entries(schema.properties ?? {}))
      expect([member, description]).toEqual([member, expect.stringMatching(/\.$/)]);
  });

  test.each(
    components,
  )("%s has no schema inside for which a generator would invent a name", (name, schema) => {
    // null in an optional member of a request is as if it were left out.
    for (const [place, { properties, additionalProperties, enum: values, anyOf, oneOf }] of walk(
      name,
      schema,
    ))
      if (place !== name && !isNullable(anyOf))
        expect([properties, additionalProperties, values, anyOf, oneOf]).toEqual(Array(5));
  });

  test("that is an integer has 64 bits if it counts bytes, and 32 otherwise", () => {
    const integers = everywhere.filter(([, { type }]) => [type].flat().includes("integer"));
    expect(integers.length).toBeGreaterThan(20);
    for (const [place, { format }] of integers) expect([place, format]).toEqual([place, expect.anything()]);
    const members = components.flatMap(([, { properties = {} }]) => Object.entries(properties));
    const names = (format: string) => members.filter(([, of]) => of.format === format).map(([name]) => name);
    const sizes = ["len", "max_len", "size", "part_size", "max_file_bytes", "single_upload_bytes"];
    expect(new Set(names("int64"))).toEqual(new Set([...sizes, "min_part_bytes"]));
    expect(names("int32").filter((name) => /len|size|bytes/.test(name))).toEqual([]);
  });

  test("of an id is the one type of UUIDs", () => {
    const uuids = everywhere.filter(([, { format }]) => format === "uuid");
    expect(uuids.map(([place]) => place)).toEqual(["Uuid"]);
    const ids = [
      ...components.flatMap(([, { properties = {} }]) => Object.entries(properties)),
      ...parameters.map(([, { name, schema }]) => [name, schema.items ?? schema] as const),
    ].filter(([name]) => ["file_id", "on_behalf_of"].includes(name));
    for (const [name, { $ref, anyOf }] of ids)
      expect([name, $ref ?? anyOf?.[0]?.$ref]).toEqual([name, "#/components/schemas/Uuid"]);
    expect(ids.length).toBeGreaterThan(15);
  });

  test("of an uploader is a text, because it may be no user", () => {
    const { schemas } = document.components;
    for (const name of ["FileView", "OperatorFileView"]) {
      const { type, pattern } = schemas[name]?.properties?.["uploaded_by"] ?? {};
      expect([type, ...["inbox", "ana"].map((text) => new RegExp(String(pattern)).test(text))]).toEqual([
        "string",
        true,
        false,
      ]);
    }
  });
});

describe("enums", () => {
  test.each([
    "Status",
    "Actor",
    "ChecksumAlgorithm",
    "CrcAlgorithm",
    "ProblemCode",
    "ErrorCode",
  ])("%s accepts values that it does not know", (name) => {
    const { schemas } = document.components;
    expect(schemas[name]?.anyOf).toEqual([{ $ref: `#/components/schemas/Known${name}` }, { type: "string" }]);
    expect(schemas[`Known${name}`]?.enum).not.toEqual([]);
  });

  test("responses have no other enums", () => {
    const bodies = operations.flatMap(({ responses }) =>
      Object.values(responses).flatMap(({ content = {} }) => Object.values(content)),
    );
    const names = new Set(bodies.flatMap(({ schema }) => [...reachable(schema)]));
    const closed = [...names].filter((name) => document.components.schemas[name]?.enum);
    expect(closed.filter((name) => !names.has(name.replace(/^Known/, "")))).toEqual([]);
    expect(closed).toContain("KnownStatus");
  });

  test("the codes of files in error are those of the mover, of the inbox and of operators", () => {
    expectTypeOf<(typeof ERROR_CODES)[number]>().toEqualTypeOf<FinalCode | RefusalCode | "set-by-operator">();
    const listed = readFileSync("docs/problems.md", "utf8").split("## Files in `error`")[1] ?? "";
    expect([...listed.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code)).toEqual([...ERROR_CODES]);
  });

  test("the codes of problems are those in docs/problems.md", () => {
    const listed = readFileSync("docs/problems.md", "utf8").split("## Files in `error`")[0] ?? "";
    const codes = [...listed.matchAll(/^\| `([a-z-]+)` \| \d+ \|/gm)].map(([, code]) => code);
    expect(document.components.schemas["KnownProblemCode"]?.enum?.toSorted()).toEqual(codes.toSorted());
  });
});

describe("every operation", () => {
  test.each(operations)("$operationId has a default response, which is a problem", ({ responses }) => {
    expect(responses["default"]?.content).toEqual({
      "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
    });
  });

  test.each(operations)("$operationId has named bodies", ({ requestBody, responses }) => {
    const contents = [requestBody, ...Object.values(responses)].flatMap((body) =>
      Object.values(body?.content ?? {}),
    );
    for (const { schema } of contents) expect(Object.keys(schema)).toEqual(["$ref"]);
  });

  test("has an id that is a verb and a noun, and no plural of another one", () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id).toMatch(/^(request|sign|confirm|create|update|get|list|delete|rotate|send)([A-Z][a-z]+)+$/);
      expect(ids).not.toContain(`${id}s`);
    }
  });

  test.each(parameters)("%s is described", (_name, { description }) => {
    expect(description).toMatch(/\.$/);
  });
});

test("a problem always has its status", () => {
  expect(document.components.schemas["Problem"]?.["required"]).toContain("status");
});

test("docs/client/generated.md names the versions that the test of the generators installs", () => {
  const text = readFileSync("docs/client/generated.md", "utf8");
  const python = readFileSync("tools/python/python-client.in", "utf8").match(/^openapi-.+$/m)?.[0];
  expect(text).toContain(`pip install ${python}\n`);
  for (const [name, version] of Object.entries({ ...generators.dependencies, ...generators.devDependencies }))
    expect(text).toContain(`${name}@${version}`);
});
