import { toJsonSchema } from "@valibot/to-json-schema";
import type { GenericSchema } from "valibot";
import { stringify } from "yaml";
import { Problem } from "../src/contract/problem.ts";
import { problemResponses } from "./problem-responses.ts";
import { type AnswerDescription, type RouteDescription, routes } from "./routes.ts";

type Json = Record<string, unknown>;

/** Codes that every route may answer. */
const EVERYWHERE = [
  "invalid-request",
  "unauthenticated",
  "too-many-requests",
  "internal-error",
  "unavailable",
];

/** Header parameters, and those of answers. */
const REQUEST_HEADERS = {
  "Idempotency-Key": {
    description:
      "The same key and body give the same file again, however often they are sent. Yours alone; 1 to 255 visible ASCII characters.",
    schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,255}$" },
  },
  "If-None-Match": {
    description: "The ETag of the last answer: 304 where nothing has changed.",
    schema: { type: "string" },
    example: '"3"',
  },
};

const RESPONSE_HEADERS = {
  ETag: { description: "Changes with every change of the file.", schema: { type: "string" }, required: true },
  Location: { description: "The file's own route.", schema: { type: "string" }, required: true },
};

/** What only the wire format of query strings hides: they are text, but these are numbers. */
const QUERY_OVERRIDES: Record<string, Json> = {
  limit: { type: "integer", minimum: 1, maximum: 100, default: 50 },
};

/** The API as an OpenAPI 3.1 document, from the schemas that the handlers validate with. */
export const describeApi = (): string => {
  const schemas: Record<string, Json> = { Problem: jsonSchema(Problem) };
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route, schemas) };
  }
  return stringify(
    {
      openapi: "3.1.0",
      info: {
        title: "Malote",
        version: "1",
        summary: "Takes files from web and mobile apps into Amazon S3 and tells where each of them is.",
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [
        { url: "https://{api}.execute-api.{region}.amazonaws.com/{stage}", variables: SERVER_VARIABLES },
      ],
      security: [{ cognito: [] }],
      tags: [
        { name: "Files", description: "For every user: their own files, from announcement to deletion." },
        { name: "Operators", description: "For members of the group operators." },
      ],
      paths,
      components: {
        schemas,
        securitySchemes: {
          cognito: {
            type: "http",
            scheme: "bearer",
            bearerFormat: "JWT",
            description: "The ID token of a user of the stack's Cognito pool.",
          },
        },
      },
    },
    // 1.1 quotes what older readers would take for dates.
    { lineWidth: 110, aliasDuplicateObjects: false, version: "1.1" },
  );
};

const SERVER_VARIABLES = {
  api: { default: "api-id", description: "Of the stack's output ApiUrl." },
  region: { default: "us-east-1" },
  stage: { default: "dev" },
};

const operation = (route: RouteDescription, schemas: Record<string, Json>): Json => {
  const parameters = [
    ...Object.entries(route.pathParameters ?? {}).map(([name, of]) => parameter("path", name, of)),
    ...Object.entries(route.query ?? {}).map(([name, of]) => parameter("query", name, of)),
    ...(route.headers ?? []).map((name) => ({
      name,
      in: "header",
      required: false,
      ...REQUEST_HEADERS[name],
    })),
  ];
  return {
    operationId: route.operationId,
    tags: [route.summary.endsWith("(operators)") ? "Operators" : "Files"],
    summary: route.summary,
    description: route.description,
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: {
        required: true,
        content: { "application/json": content(route.body, route.body.examples, schemas) },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([code, answer]) => [code, response(code, answer, schemas)]),
      ),
      ...problemResponses([...EVERYWHERE, ...route.problems]),
    },
  };
};

const parameter = (where: "path" | "query", name: string, of: GenericSchema): Json => ({
  name,
  in: where,
  required: of.type !== "optional",
  schema: QUERY_OVERRIDES[name] ?? jsonSchema(of),
});

const response = (code: string, answer: AnswerDescription, schemas: Record<string, Json>): Json => ({
  description: answer.description,
  ...(answer.headers && {
    headers: Object.fromEntries(answer.headers.map((name) => [name, RESPONSE_HEADERS[name]])),
  }),
  ...(answer.schema && {
    content: { "application/json": content(answer.schema, answer.examples ?? {}, schemas) },
  }),
  ...(code === "201" && { links: LINKS }),
});

/** Where a file_id from POST /upload leads: what tools follow from one call to the next. */
const LINKS = Object.fromEntries(
  [
    ["confirm", "confirmUpload", { requestBody: { file_id: "$response.body#/file_id" } }],
    ["status", "consultStatus", { parameters: { file_id: "$response.body#/file_id" } }],
    ["record", "downloadFile", { parameters: { file_id: "$response.body#/file_id" } }],
    ["removal", "removeFile", { parameters: { file_id: "$response.body#/file_id" } }],
  ].map(([name, operationId, how]) => [name as string, { operationId, ...(how as Json) }]),
);

const content = (
  { name, of }: { name: string; of: GenericSchema },
  values: Record<string, unknown>,
  schemas: Record<string, Json>,
): Json => {
  schemas[name] ??= jsonSchema(of);
  return {
    schema: { $ref: `#/components/schemas/${name}` },
    examples: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key.replaceAll(" ", "-"), { value }]),
    ),
  };
};

const jsonSchema = (of: GenericSchema): Json => {
  const { $schema, ...schema } = toJsonSchema(of, {
    target: "draft-2020-12",
    typeMode: "input",
    overrideAction: ({ valibotAction, jsonSchema: made }) =>
      valibotAction.type === "safe_integer"
        ? { ...made, type: "integer", maximum: Number.MAX_SAFE_INTEGER }
        : undefined,
  });
  return schema as Json;
};
