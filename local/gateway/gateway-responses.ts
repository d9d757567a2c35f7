import {
  type APIGatewayClient,
  type GatewayResponseType,
  PutGatewayResponseCommand,
} from "@aws-sdk/client-api-gateway";
import type { ProcessedApi } from "./processed-api.ts";

/** Sends the responses that API Gateway makes by itself: 401, 404 for a route that does not exist, 429, 5xx. */
export const putGatewayResponses = async (
  gateway: APIGatewayClient,
  restApiId: string,
  api: ProcessedApi,
): Promise<void> => {
  const responses = Object.entries(api["x-amazon-apigateway-gateway-responses"] ?? {});
  await Promise.all(
    responses.map(([type, { statusCode, responseParameters, responseTemplates }]) =>
      gateway.send(
        new PutGatewayResponseCommand({
          restApiId,
          responseType: type as GatewayResponseType,
          ...(statusCode === undefined ? {} : { statusCode: String(statusCode) }),
          ...(responseParameters ? { responseParameters } : {}),
          ...(responseTemplates ? { responseTemplates } : {}),
        }),
      ),
    ),
  );
};
