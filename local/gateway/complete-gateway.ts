import { APIGatewayClient, CreateDeploymentCommand } from "@aws-sdk/client-api-gateway";
import type { Source } from "../emulator/source.ts";
import { putGatewayResponses } from "./gateway-responses.ts";
import { putPreflights } from "./preflights.ts";
import { readProcessedApi } from "./processed-api.ts";

interface Deployed {
  source: Source;
  stack_name: string;
  api_id: string;
  stage: string;
}

/**
 * MiniStack supports gateway responses and CORS preflights, but drops both when it imports an API's body. This adds
 * them again from the processed template, with API Gateway's own calls, and deploys them to the same stage. AWS needs
 * none of this.
 */
export const completeGateway = async ({ source, stack_name, api_id, stage }: Deployed): Promise<void> => {
  const gateway = new APIGatewayClient(source);
  const api = await readProcessedApi(source, stack_name);
  await Promise.all([putGatewayResponses(gateway, api_id, api), putPreflights(gateway, api_id, api)]);
  await gateway.send(new CreateDeploymentCommand({ restApiId: api_id, stageName: stage }));
  gateway.destroy();
};
