import { CloudFormationClient, DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import {
  DeleteLayerVersionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { aStack } from "../stack/a-stack.fixture.ts";
import { deploymentOf } from "./deployment.ts";

const cloudformation = mockClient(CloudFormationClient);
const lambda = mockClient(LambdaClient);
const layer = "arn:aws:lambda:us-east-1:123456789012:layer:Core-1";
const files = new Map([["handler.mjs", Buffer.from("export {}")]]);

const resource = (ResourceType: string, LogicalResourceId: string, PhysicalResourceId: string) => ({
  ...{ ResourceType, LogicalResourceId, PhysicalResourceId },
  ...{ Timestamp: new Date(0), ResourceStatus: "CREATE_COMPLETE" as const },
});

beforeEach(() => {
  cloudformation.reset();
  lambda.reset();
  cloudformation.on(DescribeStackResourcesCommand).resolves({
    StackResources: [
      resource("AWS::Lambda::Function", "Consult", "local-Consult-1"),
      resource("AWS::Lambda::Function", "Mover", "local-Mover-1"),
      resource("AWS::Lambda::LayerVersion", "CoreLayer8f2", `${layer}:1`),
    ],
  });
});

test("the alias that routes and queue call is put on the latest code", async () => {
  await deploymentOf(aStack());
  expect(lambda.commandCalls(UpdateAliasCommand).map(({ args }) => args[0].input)).toEqual([
    { FunctionName: "local-Consult-1", Name: "live", FunctionVersion: "$LATEST" },
    { FunctionName: "local-Mover-1", Name: "live", FunctionVersion: "$LATEST" },
  ]);
});

test("the code is sent to the function with this name in the template", async () => {
  const deployment = await deploymentOf(aStack());
  await deployment.updateFunction("Consult", files);
  const [call] = lambda.commandCalls(UpdateFunctionCodeCommand);
  expect(call?.args[0].input.FunctionName).toBe("local-Consult-1");
});

test("a function that was added to the template later is not deployed", async () => {
  const deployment = await deploymentOf(aStack());
  await expect(deployment.updateFunction("List", files)).rejects.toThrow("restart npm start");
});

test("a layer's new version replaces the previous version, keeps other layers, and deletes the previous", async () => {
  let version = 1;
  lambda.on(PublishLayerVersionCommand).callsFake(() => {
    version += 1;
    return { LayerArn: layer, LayerVersionArn: `${layer}:${version}`, Version: version };
  });
  lambda
    .on(GetFunctionConfigurationCommand)
    .resolves({ Layers: [{ Arn: "arn:other:1" }, { Arn: `${layer}:1` }] })
    .on(GetFunctionConfigurationCommand, { FunctionName: "local-Mover-1" })
    .resolves({ Layers: [] });
  const deployment = await deploymentOf(aStack());
  await deployment.updateLayer(files);
  await deployment.updateLayer(files);

  const inputs = lambda.commandCalls(UpdateFunctionConfigurationCommand).map(({ args }) => args[0].input);
  expect(inputs).toEqual([
    { FunctionName: "local-Consult-1", Layers: ["arn:other:1", `${layer}:2`] },
    { FunctionName: "local-Consult-1", Layers: ["arn:other:1", `${layer}:3`] },
  ]);
  const deleted = lambda.commandCalls(DeleteLayerVersionCommand).map(({ args }) => args[0].input);
  expect(deleted).toEqual([{ LayerName: "Core-1", VersionNumber: 2 }]);
});
