import { CloudFormationClient, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { Trouble } from "../../tools/command/trouble.ts";
import type { Source } from "../emulator/source.ts";

/** The parts of API Gateway's OpenAPI extensions that the emulator's import drops. */
export interface ProcessedApi {
  "x-amazon-apigateway-gateway-responses"?: Record<string, GatewayResponse>;
  paths?: Record<string, PathItem | OptionalPath>;
}

export interface PathItem {
  options?: PreflightOperation;
}

/** The path of an optional part: its condition, the path, and no value. */
export interface OptionalPath {
  "Fn::If": [condition: string, path: PathItem, none: unknown];
}

export interface GatewayResponse {
  statusCode?: number | string;
  responseParameters?: Record<string, string>;
  responseTemplates?: Record<string, string>;
}

export interface PreflightOperation {
  responses?: Record<string, unknown>;
  "x-amazon-apigateway-integration"?: {
    type?: string;
    requestTemplates?: Record<string, string>;
    responses?: Record<string, MockResponse>;
  };
}

export interface MockResponse {
  statusCode?: number | string;
  responseParameters?: Record<string, string>;
  responseTemplates?: Record<string, string>;
}

/** The API's body after the SAM transform, which is what CloudFormation sends to API Gateway. */
export const readProcessedApi = async (source: Source, stackName: string): Promise<ProcessedApi> => {
  const cloudformation = new CloudFormationClient(source);
  const { TemplateBody } = await cloudformation.send(
    new GetTemplateCommand({ StackName: stackName, TemplateStage: "Processed" }),
  );
  cloudformation.destroy();
  return apiBodyOf(JSON.parse(TemplateBody ?? "{}"));
};

/** @throws Trouble when the template has no REST API with a body */
export const apiBodyOf = (template: {
  Resources?: Record<string, { Type?: string; Properties?: { Body?: ProcessedApi } }>;
}): ProcessedApi => {
  const api = Object.values(template.Resources ?? {}).find(({ Type }) => Type === "AWS::ApiGateway::RestApi");
  if (!api?.Properties?.Body) throw new Trouble("The processed template has no REST API with a body.");
  return api.Properties.Body;
};
