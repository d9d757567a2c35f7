import {
  type APIGatewayClient,
  GetResourcesCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodResponseCommand,
} from "@aws-sdk/client-api-gateway";
import { Trouble } from "../../tools/command/trouble.ts";
import type { MockResponse, PreflightOperation, ProcessedApi } from "./processed-api.ts";

/** Adds OPTIONS to every route: a mock integration that responds with the CORS headers, and needs no token. */
export const putPreflights = async (
  gateway: APIGatewayClient,
  restApiId: string,
  api: ProcessedApi,
): Promise<void> => {
  const { items = [] } = await gateway.send(new GetResourcesCommand({ restApiId, limit: 500 }));
  const resourceIds = new Map(items.map(({ path, id }) => [path, id]));
  for (const [path, item] of Object.entries(api.paths ?? {})) {
    const isOptional = "Fn::If" in item;
    const { options } = isOptional ? item["Fn::If"][1] : item;
    const resourceId = resourceIds.get(path);
    if (!options || (isOptional && !resourceId)) continue;
    if (!resourceId) throw new Trouble(`The deployed API has no resource for ${path}.`);
    await putPreflight(gateway, { restApiId, resourceId, httpMethod: "OPTIONS" }, options);
  }
};

const putPreflight = async (
  gateway: APIGatewayClient,
  method: { restApiId: string; resourceId: string; httpMethod: string },
  { "x-amazon-apigateway-integration": integration }: PreflightOperation,
) => {
  const requestTemplates = integration?.requestTemplates ?? {};
  await gateway.send(new PutIntegrationCommand({ ...method, type: "MOCK", requestTemplates }));
  for (const response of Object.values(integration?.responses ?? {})) {
    await putMockResponse(gateway, method, response);
  }
};

const putMockResponse = async (
  gateway: APIGatewayClient,
  method: { restApiId: string; resourceId: string; httpMethod: string },
  { statusCode, responseParameters = {}, responseTemplates = {} }: MockResponse,
) => {
  const response = { ...method, statusCode: String(statusCode ?? 200) };
  // An integration may only set headers that the method declares.
  const declared = Object.fromEntries(Object.keys(responseParameters).map((name) => [name, false]));
  await gateway.send(new PutMethodResponseCommand({ ...response, responseParameters: declared }));
  await gateway.send(
    new PutIntegrationResponseCommand({ ...response, responseParameters, responseTemplates }),
  );
};
