import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { Trouble } from "../../tools/command/trouble.ts";
import { readStackOutputs } from "../stack-outputs.ts";

/** What the page must know of its stack, and where its files go. */
export interface Deployment {
  apiUrl: string;
  /** The bucket of the files that people upload. */
  bucket: string;
  /** The host that download URLs lead to, if the stack has one (DownloadKeyGroup). */
  downloadDomain: string | undefined;
  pageBucket: string;
  pageUrl: string;
}

/**
 * Reads the outputs of the stack.
 * @throws Trouble if there is no such stack, or if it has no page
 */
export const readDeployment = async (
  cloudformation: CloudFormationClient,
  stackName: string,
): Promise<Deployment> => {
  const outputs = await readStackOutputs(cloudformation, stackName);
  const output = (name: string): string => {
    const value = outputs.get(name);
    if (value) return value;
    throw new Trouble(
      `The stack ${stackName} has no output ${name}. Deploy it with Page=true first: docs/operations.md, "The page".`,
    );
  };
  return {
    apiUrl: output("ApiUrl"),
    bucket: output("BucketName"),
    downloadDomain: outputs.get("DownloadDomain"),
    pageBucket: output("PageBucketName"),
    pageUrl: output("PageUrl"),
  };
};
