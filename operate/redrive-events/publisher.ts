import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { Trouble } from "../../tools/command/trouble.ts";
import { readStackOutputs } from "../stack-outputs.ts";

/** Where the changes are that Lambda gave up, and the functions that read the table's stream. */
export interface Publisher {
  bucket: string;
  /** One for the events, one for webhooks, or both. */
  functionNames: string[];
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
  const bucket = outputs.get("UnpublishedChangesBucketName");
  if (!bucket)
    throw new Trouble(
      `The stack ${stackName} has no output UnpublishedChangesBucketName: it was deployed without PublishStatusEvents and without Webhooks.`,
    );
  const functionNames = ["StatusEventsFunctionName", "WebhookFanoutFunctionName"].flatMap(
    (name) => outputs.get(name) ?? [],
  );
  return { bucket, functionNames };
};
