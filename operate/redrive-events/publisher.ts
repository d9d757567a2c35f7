import { type CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { Trouble } from "../../tools/command/trouble.ts";

/** Where the changes are that Lambda gave up, and the function that publishes them. */
export interface Publisher {
  bucket: string;
  functionName: string;
}

/**
 * Reads the outputs of the stack.
 * @throws Trouble if there is no such stack, or if it publishes no changes
 */
export const readPublisher = async (
  cloudformation: CloudFormationClient,
  stackName: string,
): Promise<Publisher> => {
  const { Stacks = [] } = await cloudformation
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((error: Error) => {
      // CloudFormation has no code of its own for an unknown stack.
      if (error.name !== "ValidationError") throw error;
      throw new Trouble(`${error.message}. Check --stack-name and --region.`);
    });
  const output = (name: string): string => {
    const value = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
    if (value) return value;
    throw new Trouble(
      `The stack ${stackName} has no output ${name}: it was deployed without PublishStatusEvents.`,
    );
  };
  return {
    bucket: output("UnpublishedChangesBucketName"),
    functionName: output("StatusEventsFunctionName"),
  };
};
