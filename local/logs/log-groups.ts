import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { Source } from "../emulator/source.ts";
import { functionNames } from "../stack/resources.ts";

/** The log group of each function of the stack, with the function's name in the template. */
export const functionLogGroups = async (source: Source, stackName: string): Promise<Map<string, string>> => {
  const functions = await functionNames(source, stackName);
  const lambda = new LambdaClient(source);
  const groups = await Promise.all(
    [...functions].map(async ([logical, FunctionName]) => {
      const { LoggingConfig } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      const group = LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`;
      return [group, logical.toLowerCase()] as const;
    }),
  );
  lambda.destroy();
  return new Map(groups);
};
