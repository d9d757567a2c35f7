import { type CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { Trouble } from "../tools/command/trouble.ts";

/**
 * The outputs of a stack by their names.
 * @throws Trouble if there is no such stack
 */
export const readStackOutputs = async (
  cloudformation: CloudFormationClient,
  stackName: string,
): Promise<Map<string, string>> => {
  const { Stacks = [] } = await cloudformation
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((error: Error) => {
      // CloudFormation has no code of its own for an unknown stack.
      if (error.name !== "ValidationError") throw error;
      throw new Trouble(`${error.message}. Check --stack-name and --region.`);
    });
  const outputs = Stacks[0]?.Outputs ?? [];
  return new Map(outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]));
};
