import { CloudFormationClient, DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";

interface Source {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** Where each function of the stack logs: its log group, and the name that the template gives it. */
export const functionLogGroups = async (source: Source, stackName: string): Promise<Map<string, string>> => {
  const cloudformation = new CloudFormationClient(source);
  const lambda = new LambdaClient(source);
  const { StackResources = [] } = await cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: stackName }),
  );
  const functions = StackResources.filter(({ ResourceType }) => ResourceType === "AWS::Lambda::Function");
  const groups = await Promise.all(
    functions.map(async ({ LogicalResourceId: logical = "", PhysicalResourceId: FunctionName }) => {
      const { LoggingConfig } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      const group = LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`;
      return [group, logical.toLowerCase()] as const;
    }),
  );
  cloudformation.destroy();
  lambda.destroy();
  return new Map(groups);
};
