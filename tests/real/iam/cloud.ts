import { CloudFormationClient, DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { inject } from "vitest";

const stack = inject("realStack");

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

const root: Credentials = { accessKeyId: stack.access_key_id, secretAccessKey: stack.secret_access_key };

const configFor = (credentials: Credentials) => ({
  endpoint: stack.endpoint_url,
  region: stack.region,
  maxAttempts: 1,
  credentials,
});

/** A client with these credentials for every service that the probes call. */
export const clientsOf = (credentials: Credentials) => {
  const config = configFor(credentials);
  return {
    cloudformation: new CloudFormationClient(config),
    cognito: new CognitoIdentityProviderClient(config),
    events: new EventBridgeClient(config),
    iam: new IAMClient(config),
    kms: new KMSClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    sts: new STSClient(config),
    table: DynamoDBDocumentClient.from(new DynamoDBClient(config)),
  };
};

export type Clients = ReturnType<typeof clientsOf>;

export const administrator = clientsOf(root);

/** The physical id of each resource of the stack, by logical id. */
export const physicalIds = async (): Promise<Map<string, string>> => {
  const { StackResources = [] } = await administrator.cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: stack.stack_name }),
  );
  return new Map(
    StackResources.map(({ LogicalResourceId = "", PhysicalResourceId = "" }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ]),
  );
};

export const arnOfRole = (role: string): string => `arn:aws:iam::123456789012:role/${role}`;

/** A session of a function's role, as the function has it. The emulator's root user assumes it instead of Lambda. */
export const assume = async (role: string, { sts } = administrator): Promise<Credentials> => {
  const { Credentials: session } = await sts.send(
    new AssumeRoleCommand({ RoleArn: arnOfRole(role), RoleSessionName: "judge" }),
  );
  return {
    accessKeyId: session?.AccessKeyId ?? "",
    secretAccessKey: session?.SecretAccessKey ?? "",
    sessionToken: session?.SessionToken ?? "",
  };
};
