import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  AdminAddUserToGroupCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { CreateAccessKeyCommand, ListRolesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { GetFunctionCommand, InvokeCommand, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { arnOfRole, type Clients } from "./cloud.ts";
import { WEBHOOK_PROBES } from "./webhook-probes.ts";

/** Returns the physical id of a resource by its logical id. */
export type Named = (logicalId: string) => string;

/** One call. It may fail, as long as IAM does not refuse it (or does refuse it, if that is expected). */
export type Probe = (clients: Clients, named: Named) => Promise<unknown>;

/** No record, no object, no user has this name. */
const GHOST = "iam-probe";
/** A condition that is never true, so that an allowed write changes nothing. */
const NEVER = "attribute_exists(file_id) AND attribute_not_exists(file_id)";

const Key = { file_id: GHOST };

const table: Record<string, Probe> = {
  "dynamodb:GetItem Files": ({ table }, named) =>
    table.send(new GetCommand({ TableName: named("Files"), Key })),
  "dynamodb:BatchGetItem Files": ({ table }, named) =>
    table.send(new BatchGetCommand({ RequestItems: { [named("Files")]: { Keys: [Key] } } })),
  "dynamodb:PutItem Files": ({ table }, named) =>
    table.send(new PutCommand({ TableName: named("Files"), Item: Key, ConditionExpression: NEVER })),
  "dynamodb:UpdateItem Files": ({ table }, named) =>
    table.send(new UpdateCommand({ TableName: named("Files"), Key, ConditionExpression: NEVER })),
  "dynamodb:DeleteItem Files": ({ table }, named) =>
    table.send(new DeleteCommand({ TableName: named("Files"), Key, ConditionExpression: NEVER })),
  "dynamodb:Scan Files": ({ table }, named) =>
    table.send(new ScanCommand({ TableName: named("Files"), Limit: 1 })),
  "dynamodb:DescribeTable Files": ({ table }, named) =>
    table.send(new DescribeTableCommand({ TableName: named("Files") })),
  "dynamodb:Query Files": query("file_id"),
  "dynamodb:Query Files/index/by-owner": query("owner", "by-owner"),
  "dynamodb:Query Files/index/by-path": query("owner", "by-path"),
  "dynamodb:Query Files/index/open": query("open_shard", "open"),
};

function query(name: string, index?: string): Probe {
  return ({ table }, named) =>
    table.send(
      new QueryCommand({
        TableName: named("Files"),
        ...(index && { IndexName: index }),
        KeyConditionExpression: "#name = :value",
        ExpressionAttributeNames: { "#name": name },
        ExpressionAttributeValues: { ":value": GHOST },
      }),
    );
}

/** The calls for objects under a prefix of the bucket. */
const objects = (prefix: string): Record<string, Probe> => ({
  [`s3:GetObject ${prefix}*`]: ({ s3 }, named) =>
    s3.send(new GetObjectCommand({ Bucket: named("Bucket"), Key: prefix + GHOST })),
  [`s3:PutObject ${prefix}*`]: ({ s3 }, named) =>
    s3.send(new PutObjectCommand({ Bucket: named("Bucket"), Key: prefix + GHOST, Body: GHOST })),
  [`s3:DeleteObject ${prefix}*`]: ({ s3 }, named) =>
    s3.send(new DeleteObjectCommand({ Bucket: named("Bucket"), Key: prefix + GHOST })),
  [`s3:AbortMultipartUpload ${prefix}*`]: ({ s3 }, named) =>
    s3.send(new AbortMultipartUploadCommand(upload(named, prefix))),
  [`s3:ListMultipartUploadParts ${prefix}*`]: ({ s3 }, named) =>
    s3.send(new ListPartsCommand(upload(named, prefix))),
});

const upload = (named: Named, prefix: string) => ({
  Bucket: named("Bucket"),
  Key: prefix + GHOST,
  UploadId: GHOST,
});

const buckets: Record<string, Probe> = {
  "s3:ListBucket Bucket": ({ s3 }, named) =>
    s3.send(new ListObjectsV2Command({ Bucket: named("Bucket"), MaxKeys: 1 })),
  "s3:GetBucketPolicy Bucket": ({ s3 }, named) =>
    s3.send(new GetBucketPolicyCommand({ Bucket: named("Bucket") })),
  "s3:ListAllMyBuckets": ({ s3 }) => s3.send(new ListBucketsCommand({})),
  "s3:ListBucket another": ({ s3 }) => s3.send(new ListObjectsV2Command({ Bucket: "malote-artifacts" })),
  "s3:PutObject another": ({ s3 }) =>
    s3.send(new PutObjectCommand({ Bucket: "malote-artifacts", Key: `temp/${GHOST}`, Body: GHOST })),
};

const events: Record<string, Probe> = {
  "events:PutEvents EventBus": ({ events }, named) => events.send(anEventFor(named("EventBus"))),
  "events:PutEvents default": ({ events }) => events.send(anEventFor("default")),
};

const anEventFor = (EventBusName: string) =>
  new PutEventsCommand({ Entries: [{ EventBusName, Source: GHOST, DetailType: GHOST, Detail: "{}" }] });

/** A message that the mover drops. */
const MessageBody = JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent" });

const queue = (id: string): Record<string, Probe> => ({
  [`sqs:SendMessage ${id}`]: ({ sqs }, named) =>
    sqs.send(new SendMessageCommand({ QueueUrl: named(id), MessageBody })),
  [`sqs:ReceiveMessage ${id}`]: ({ sqs }, named) =>
    sqs.send(new ReceiveMessageCommand({ QueueUrl: named(id), VisibilityTimeout: 0, WaitTimeSeconds: 0 })),
  [`sqs:DeleteMessage ${id}`]: ({ sqs }, named) =>
    sqs.send(new DeleteMessageCommand({ QueueUrl: named(id), ReceiptHandle: GHOST })),
  [`sqs:ChangeMessageVisibility ${id}`]: ({ sqs }, named) =>
    sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: named(id),
        ReceiptHandle: GHOST,
        VisibilityTimeout: 0,
      }),
    ),
  [`sqs:GetQueueAttributes ${id}`]: ({ sqs }, named) =>
    sqs.send(new GetQueueAttributesCommand({ QueueUrl: named(id), AttributeNames: ["All"] })),
  [`sqs:PurgeQueue ${id}`]: ({ sqs }, named) => sqs.send(new PurgeQueueCommand({ QueueUrl: named(id) })),
});

const people: Record<string, Probe> = {
  "cognito-idp:ListUsers UserPool": ({ cognito }, named) =>
    cognito.send(new ListUsersCommand({ UserPoolId: named("UserPool") })),
  "cognito-idp:AdminGetUser": ({ cognito }, named) =>
    cognito.send(new AdminGetUserCommand({ UserPoolId: named("UserPool"), Username: GHOST })),
  "cognito-idp:AdminSetUserPassword": ({ cognito }, named) =>
    cognito.send(
      new AdminSetUserPasswordCommand({
        UserPoolId: named("UserPool"),
        Username: GHOST,
        Password: "Only-For-Tests-1",
      }),
    ),
  "cognito-idp:AdminAddUserToGroup": ({ cognito }, named) =>
    cognito.send(
      new AdminAddUserToGroupCommand({
        UserPoolId: named("UserPool"),
        Username: GHOST,
        GroupName: "operators",
      }),
    ),
};

const account: Record<string, Probe> = {
  "lambda:InvokeFunction": ({ lambda }, named) =>
    lambda.send(new InvokeCommand({ FunctionName: named("Consult"), Payload: Buffer.from("{}") })),
  "lambda:GetFunction": ({ lambda }, named) =>
    lambda.send(new GetFunctionCommand({ FunctionName: named("Consult") })),
  "lambda:ListFunctions": ({ lambda }) => lambda.send(new ListFunctionsCommand({})),
  "iam:ListRoles": ({ iam }) => iam.send(new ListRolesCommand({})),
  "iam:CreateAccessKey": ({ iam }) => iam.send(new CreateAccessKeyCommand({ UserName: GHOST })),
  "iam:PutRolePolicy": ({ iam }, named) =>
    iam.send(
      new PutRolePolicyCommand({
        RoleName: named("ConsultRole"),
        PolicyName: GHOST,
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Deny", Action: "s3:ListAllMyBuckets", Resource: "*" }],
        }),
      }),
    ),
  "sts:AssumeRole": ({ sts }, named) =>
    sts.send(new AssumeRoleCommand({ RoleArn: arnOfRole(named("MoverRole")), RoleSessionName: GHOST })),
  "cloudformation:DescribeStacks": ({ cloudformation }) => cloudformation.send(new DescribeStacksCommand({})),
};

/** The calls for every function's log group, so that each role is tried with the log groups of the other functions. */
export const logProbes = (functions: string[]): Record<string, Probe> =>
  Object.fromEntries(
    functions.flatMap((name): [string, Probe][] => [
      [
        `logs:CreateLogStream ${name}Logs`,
        ({ logs }, named) =>
          logs.send(new CreateLogStreamCommand({ logGroupName: named(`${name}Logs`), logStreamName: GHOST })),
      ],
      [
        `logs:PutLogEvents ${name}Logs`,
        ({ logs }, named) =>
          logs.send(
            new PutLogEventsCommand({
              logGroupName: named(`${name}Logs`),
              logStreamName: GHOST,
              logEvents: [{ timestamp: Date.now(), message: "{}" }],
            }),
          ),
      ],
    ]),
  );

/** Every call that a function might be allowed by mistake, with the labels of grants.ts. */
export const PROBES: Record<string, Probe> = {
  ...table,
  ...objects("temp/"),
  ...objects("dest/"),
  ...objects("quarantine/"),
  ...objects("inbox/"),
  ...objects("other/"),
  ...objects("temporary/"),
  ...buckets,
  ...events,
  ...queue("MoveQueue"),
  ...queue("MoveDeadLetterQueue"),
  ...queue("InboxQueue"),
  ...queue("DeliveryQueue"),
  ...queue("DeliveryDeadLetterQueue"),
  ...WEBHOOK_PROBES,
  ...people,
  ...account,
};
