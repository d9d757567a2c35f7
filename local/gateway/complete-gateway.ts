import { APIGatewayClient, CreateDeploymentCommand } from "@aws-sdk/client-api-gateway";
import { credentials, REGION } from "../emulator/emulator-environment.ts";
import { putGatewayResponses } from "./gateway-responses.ts";
import { putPreflights } from "./preflights.ts";
import { readProcessedApi } from "./processed-api.ts";

interface Deployed {
  endpoint: string;
  stack_name: string;
  api_id: string;
  stage: string;
}

/**
 * MiniStack knows gateway responses and CORS preflights when it runs an API, but its import of an API's body
 * drops both. They are put again here, through API Gateway's own calls and from the processed template, and
 * deployed to the same stage. Against AWS none of this is needed.
 */
export const completeGateway = async ({ endpoint, stack_name, api_id, stage }: Deployed): Promise<void> => {
  const gateway = new APIGatewayClient({ endpoint, region: REGION, credentials });
  const api = await readProcessedApi(endpoint, stack_name);
  await Promise.all([putGatewayResponses(gateway, api_id, api), putPreflights(gateway, api_id, api)]);
  await gateway.send(new CreateDeploymentCommand({ restApiId: api_id, stageName: stage }));
  gateway.destroy();
};
