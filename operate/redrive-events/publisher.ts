import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { Trouble } from "../../tools/command/trouble.ts";
import { readStackOutputs } from "../stack-outputs.ts";

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
  const outputs = await readStackOutputs(cloudformation, stackName);
  const output = (name: string): string => {
    const value = outputs.get(name);
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
