import type { GenericSchema } from "valibot";
import { stringify } from "yaml";
import { MAX_TAGS } from "../src/index.ts";
import { describeSchemas, type Schemas, withType } from "./describe-schemas.ts";
import { PARAMETERS } from "./descriptions.ts";
import { DEFAULT_RESPONSE, problemResponses } from "./problem-responses.ts";
import type { ResponseDescription, RouteDescription } from "./route-description.ts";
import { routes } from "./routes.ts";

type Json = Record<string, unknown>;

/** Codes that every route may respond with. */
const EVERYWHERE = [
  "invalid-request",
  "unauthenticated",
  "request-too-large",
  "too-many-requests",
  "internal-error",
  "unavailable",
];

/** The headers of requests. The headers of responses follow. */
const REQUEST_HEADERS = {
  "Idempotency-Key": {
    description:
      "The same key and body return the same file, however often they are sent. Keys of other users do not matter. 1 to 255 visible ASCII characters.",
    schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,255}$" },
  },
  "If-None-Match": {
    description: "The ETag of the last response. The response is 304 if nothing has changed.",
    schema: { type: "string" },
    example: '"3"',
  },
};

const RESPONSE_HEADERS = {
  ETag: {
    description: "It changes with every change of the file.",
    schema: { type: "string" },
    required: true,
  },
  "Cache-Control": {
    description: "For how long the response may be kept.",
    schema: { type: "string" },
    required: true,
  },
  Location: { description: "The route of the file.", schema: { type: "string" }, required: true },
};

/** Query parameters that are numbers or lists. Their schemas describe strings, because a query string has no other type. */
const QUERY_OVERRIDES: Record<string, Json> = {
  limit: { type: "integer", minimum: 1, maximum: 100, default: 50 },
  // Sent several times, as tag=album:summer&tag=camera:x100.
  tag: {
    type: "array",
    maxItems: MAX_TAGS,
    items: {
      type: "string",
      pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}:[^\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]{0,128}$",
    },
  },
};

/** The API as an OpenAPI 3.1 document, from the schemas that the handlers validate with. */
export const describeApi = (): string => {
  const schemas = describeSchemas(bodiesOf(routes));
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
        { name: "Everybody", description: "Without a token." },
      ],
      paths,
      components: {
        schemas: schemas.components,
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
    // YAML 1.1 quotes texts that older readers would read as dates.
    { lineWidth: 110, aliasDuplicateObjects: false, version: "1.1" },
  );
};

/** The bodies of requests and responses. */
export const bodiesOf = (described: readonly RouteDescription[]) =>
  described.flatMap(({ body, responses }) => [
    ...(body ? [body] : []),
    ...Object.values(responses).flatMap(({ schema }) => schema ?? []),
  ]);

const SERVER_VARIABLES = {
  api: { default: "api-id", description: "Of the stack's output ApiUrl." },
  region: { default: "us-east-1" },
  stage: { default: "dev" },
};

const operation = (route: RouteDescription, schemas: Schemas): Json => {
  const parameters = [
    ...Object.entries(route.pathParameters ?? {}).map(([name, of]) => parameter("path", name, of, schemas)),
    ...Object.entries(route.query ?? {}).map(([name, of]) => parameter("query", name, of, schemas)),
    ...(route.headers ?? []).map((name) => ({
      name,
      in: "header",
      required: false,
      ...REQUEST_HEADERS[name],
    })),
  ];
  const tag = route.isPublic ? "Everybody" : route.summary.endsWith("(operators)") ? "Operators" : "Files";
  const everywhere = EVERYWHERE.filter((code) => !route.isPublic || code !== "unauthenticated");
  return {
    operationId: route.operationId,
    tags: [tag],
    summary: route.summary,
    description: route.description,
    ...(route.isPublic && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: {
        required: true,
        content: { "application/json": content(route.body, route.body.examples) },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.responses).map(([code, described]) => [code, response(code, described)]),
      ),
      ...problemResponses([...everywhere, ...route.problems]),
      default: DEFAULT_RESPONSE,
    },
  };
};

const parameter = (where: "path" | "query", name: string, of: GenericSchema, { inline }: Schemas): Json => {
  const description = PARAMETERS[name];
  if (description === undefined) throw new Error(`descriptions.ts does not describe the parameter ${name}.`);
  return {
    name,
    in: where,
    required: of.type !== "optional",
    description,
    schema: withType(name, QUERY_OVERRIDES[name] ?? inline(of)),
  };
};

const response = (code: string, described: ResponseDescription): Json => ({
  description: described.description,
  ...(described.headers && {
    headers: Object.fromEntries(described.headers.map((name) => [name, RESPONSE_HEADERS[name]])),
  }),
  ...(described.schema && {
    content: { "application/json": content(described.schema, described.examples ?? {}) },
  }),
  // Only the response that announces a file has the id that the links need.
  ...(code === "201" && described.headers?.includes("Location") && { links: LINKS }),
});

/** The routes that accept the file_id of POST /upload. Tools follow these links from one call to the next. */
const LINKS = Object.fromEntries(
  [
    ["confirm", "confirmUpload", { requestBody: { file_id: "$response.body#/file_id" } }],
    ["status", "getStatus", { parameters: { file_id: "$response.body#/file_id" } }],
    ["record", "getFile", { parameters: { file_id: "$response.body#/file_id" } }],
    ["recordForOperators", "getOperationsFile", { parameters: { file_id: "$response.body#/file_id" } }],
    ["removal", "deleteFile", { parameters: { file_id: "$response.body#/file_id" } }],
  ].map(([name, operationId, how]) => [name as string, { operationId, ...(how as Json) }]),
);

const content = ({ name }: { name: string }, values: Record<string, unknown>): Json => ({
  schema: { $ref: `#/components/schemas/${name}` },
  examples: Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key.replaceAll(" ", "-"), { value }]),
  ),
});
