import { CloudFormationClient, DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import type { Source } from "../emulator/source.ts";
import type { StackJson } from "./stack-json.ts";

/** Endpoint, region and credentials for an AWS SDK client of the stack. */
export const sourceOf = ({
  endpoint_url,
  region,
  access_key_id,
  secret_access_key,
}: Pick<StackJson, "endpoint_url" | "region" | "access_key_id" | "secret_access_key">): Source => ({
  endpoint: endpoint_url,
  region,
  credentials: { accessKeyId: access_key_id, secretAccessKey: secret_access_key },
});

/** The stack's resources of one type: physical ids by logical ids. */
export const resourcesOf = async (
  source: Source,
  stackName: string,
  type: string,
): Promise<Map<string, string>> => {
  const cloudformation = new CloudFormationClient(source);
  const { StackResources = [] } = await cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: stackName }),
  );
  cloudformation.destroy();
  return new Map(
    StackResources.filter(({ ResourceType }) => ResourceType === type).map(
      ({ LogicalResourceId: logical = "", PhysicalResourceId: physical = "" }) => [logical, physical],
    ),
  );
};

/** The functions' names in Lambda, by their names in the template. */
export const functionNames = (source: Source, stackName: string): Promise<Map<string, string>> =>
  resourcesOf(source, stackName, "AWS::Lambda::Function");
