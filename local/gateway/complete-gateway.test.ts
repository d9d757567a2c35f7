import {
  APIGatewayClient,
  GetResourcesCommand,
  PutGatewayResponseCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodResponseCommand,
} from "@aws-sdk/client-api-gateway";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { putGatewayResponses } from "./gateway-responses.ts";
import { putPreflights } from "./preflights.ts";
import { apiBodyOf } from "./processed-api.ts";

const calls = mockClient(APIGatewayClient);
const gateway = new APIGatewayClient({ region: "us-east-1" });
beforeEach(() => calls.reset());

const allow = { "method.response.header.Access-Control-Allow-Origin": "'*'" };
const api = {
  "x-amazon-apigateway-gateway-responses": {
    THROTTLED: {
      statusCode: 429,
      responseParameters: { "gatewayresponse.header.Retry-After": "'1'" },
      responseTemplates: { "application/json": "{}" },
    },
    DEFAULT_4XX: { responseTemplates: { "application/json": "{}" } },
  },
  paths: {
    "/upload": {
      options: {
        "x-amazon-apigateway-integration": {
          type: "mock",
          requestTemplates: { "application/json": '{ "statusCode" : 200 }' },
          responses: {
            default: {
              statusCode: "200",
              responseParameters: allow,
              responseTemplates: { "application/json": "{}\n" },
            },
          },
        },
      },
    },
    "/none": {},
  },
};

test("preflights of an optional path are put where the path was deployed", async () => {
  const optional = (item: unknown) => ({ "Fn::If": ["HasIt", item, { Ref: "AWS::NoValue" }] });
  const item = api.paths["/upload"];
  calls.on(GetResourcesCommand).resolves({ items: [{ id: "r-on", path: "/on" }] });
  await putPreflights(gateway, "a1", { paths: { "/on": optional(item), "/off": optional(item) } } as never);
  const [put, ...more] = calls.commandCalls(PutIntegrationCommand);
  expect(put?.args[0].input).toMatchObject({ resourceId: "r-on", httpMethod: "OPTIONS" });
  expect(more).toEqual([]);
});

test("gateway responses keep their headers, and their status if they have one", async () => {
  await putGatewayResponses(gateway, "abc", api);
  expect(calls.commandCalls(PutGatewayResponseCommand).map(({ args }) => args[0].input)).toEqual([
    {
      restApiId: "abc",
      responseType: "THROTTLED",
      statusCode: "429",
      responseParameters: { "gatewayresponse.header.Retry-After": "'1'" },
      responseTemplates: { "application/json": "{}" },
    },
    { restApiId: "abc", responseType: "DEFAULT_4XX", responseTemplates: { "application/json": "{}" } },
  ]);
});

test("a preflight is a mock integration that responds with the headers it declares", async () => {
  calls.on(GetResourcesCommand).resolves({ items: [{ path: "/upload", id: "r1" }] });
  await putPreflights(gateway, "abc", api);
  const method = { restApiId: "abc", resourceId: "r1", httpMethod: "OPTIONS" };
  expect(calls.commandCalls(PutIntegrationCommand)[0]?.args[0].input).toEqual({
    ...method,
    type: "MOCK",
    requestTemplates: { "application/json": '{ "statusCode" : 200 }' },
  });
  expect(calls.commandCalls(PutMethodResponseCommand)[0]?.args[0].input).toEqual({
    ...method,
    statusCode: "200",
    responseParameters: { "method.response.header.Access-Control-Allow-Origin": false },
  });
  expect(calls.commandCalls(PutIntegrationResponseCommand)[0]?.args[0].input).toMatchObject({
    ...method,
    statusCode: "200",
    responseParameters: allow,
  });
});

test("a route that was not deployed is named", async () => {
  calls.on(GetResourcesCommand).resolves({ items: [] });
  await expect(putPreflights(gateway, "abc", api)).rejects.toThrow("no resource for /upload");
});

test("a template without a REST API is an error", () => {
  expect(() => apiBodyOf({ Resources: {} })).toThrow("no REST API");
});
