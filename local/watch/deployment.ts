import {
  DeleteLayerVersionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { Trouble } from "../../tools/command/trouble.ts";
import type { StackJson } from "../stack/index.ts";
import { functionNames, resourcesOf, sourceOf } from "../stack/resources.ts";
import type { Files } from "./bundle-function.ts";
import { zip } from "./zip.ts";

/** Replaces the running stack's code with Lambda's own calls, as on AWS. */
export interface Deployment {
  /** Replaces the code of the function with this name in the template. */
  updateFunction(name: string, files: Files): Promise<void>;
  /** Publishes a version of the layer and puts every function on it. */
  updateLayer(files: Files): Promise<void>;
  close(): void;
}

export const deploymentOf = async (stack: StackJson): Promise<Deployment> => {
  const source = sourceOf(stack);
  const lambda = new LambdaClient(source);
  const [functions, layers] = await Promise.all([
    functionNames(source, stack.stack_name),
    resourcesOf(source, stack.stack_name, "AWS::Lambda::LayerVersion"),
  ]);
  await Promise.all([...functions.values()].map((name) => followLatest(lambda, name)));
  // arn:aws:lambda:<region>:<account>:layer:<name>:<version>
  const LayerName = [...layers.values()][0]?.split(":")[6];
  /** The last version that was published here. The deployed version belongs to CloudFormation, and is never deleted. */
  let published: number | undefined;

  const putOnLayer = async (FunctionName: string, layerArn: string, versionArn: string) => {
    const { Layers = [] } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const arns = Layers.map(({ Arn = "" }) => (Arn.startsWith(`${layerArn}:`) ? versionArn : Arn));
    if (!arns.includes(versionArn)) return;
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Layers: arns }));
  };

  return {
    updateFunction: async (name, files) => {
      const FunctionName = functions.get(name);
      if (!FunctionName) throw new Trouble(`${name} is not deployed yet. To deploy it, restart npm start.`);
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip(files) }));
    },
    updateLayer: async (files) => {
      const { LayerArn, LayerVersionArn, Version } = await lambda.send(
        new PublishLayerVersionCommand({ LayerName, Content: { ZipFile: zip(files) } }),
      );
      if (!LayerArn || !LayerVersionArn) throw new Trouble(`No version of ${LayerName} was published.`);
      await Promise.all([...functions.values()].map((name) => putOnLayer(name, LayerArn, LayerVersionArn)));
      // No function uses the previous version any more, and the emulator keeps each version in memory.
      if (published)
        await lambda.send(new DeleteLayerVersionCommand({ LayerName, VersionNumber: published }));
      published = Version;
    },
    close: () => lambda.destroy(),
  };
};

/** The routes and the queue call this alias of every function (AutoPublishAlias in template.yaml). */
const ALIAS = "live";

/** Puts the alias on the function's latest code instead of the deployed version. */
const followLatest = (lambda: LambdaClient, FunctionName: string) =>
  lambda.send(new UpdateAliasCommand({ FunctionName, Name: ALIAS, FunctionVersion: "$LATEST" }));
