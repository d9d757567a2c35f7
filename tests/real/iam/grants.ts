/**
 * Everything that each function may do, one line for each call that it makes. Every function may also write its own
 * log and traces. A new function, or a new call, needs a line here. The template is compared with this table, and
 * each deployed role is tried with every call of probes.ts.
 */
export const GRANTS: Record<string, string[]> = {
  Upload: [
    "dynamodb:PutItem Files",
    "dynamodb:UpdateItem Files",
    "s3:PutObject temp/*",
    "s3:AbortMultipartUpload temp/*",
    "cognito-idp:ListUsers UserPool",
  ],
  // Each of its entries is an upload.
  UploadMany: [
    "dynamodb:PutItem Files",
    "dynamodb:UpdateItem Files",
    "s3:PutObject temp/*",
    "s3:AbortMultipartUpload temp/*",
    "cognito-idp:ListUsers UserPool",
  ],
  UploadParts: ["dynamodb:GetItem Files", "s3:PutObject temp/*", "s3:ListMultipartUploadParts temp/*"],
  Confirm: [
    "dynamodb:GetItem Files",
    "dynamodb:UpdateItem Files",
    "sqs:SendMessage MoveQueue",
    "s3:GetObject temp/*",
    "s3:ListMultipartUploadParts temp/*",
    "s3:ListBucket Bucket",
  ],
  Update: [
    "dynamodb:GetItem Files",
    "dynamodb:UpdateItem Files",
    "sqs:SendMessage MoveQueue",
    "s3:GetObject dest/*",
    "s3:ListBucket Bucket",
  ],
  Consult: ["dynamodb:GetItem Files", "dynamodb:BatchGetItem Files"],
  Download: ["dynamodb:GetItem Files", "s3:GetObject dest/*"],
  Remove: [
    "dynamodb:GetItem Files",
    "dynamodb:UpdateItem Files",
    "s3:DeleteObject temp/*",
    "s3:DeleteObject dest/*",
    "s3:DeleteObject quarantine/*",
    "s3:AbortMultipartUpload temp/*",
    "s3:AbortMultipartUpload dest/*",
  ],
  List: [
    "dynamodb:BatchGetItem Files",
    "dynamodb:Query Files/index/by-owner",
    "dynamodb:Query Files/index/by-path",
  ],
  Operations: ["dynamodb:BatchGetItem Files", "dynamodb:Query Files/index/open"],
  OperationsFile: ["dynamodb:GetItem Files"],
  // Anybody may call it, and it calls nothing.
  WellKnown: [],
  Reconciler: [
    "dynamodb:Query Files/index/open",
    "dynamodb:GetItem Files",
    "dynamodb:UpdateItem Files",
    "s3:GetObject temp/*",
    "s3:DeleteObject temp/*",
    "s3:AbortMultipartUpload temp/*",
    "s3:ListMultipartUploadParts temp/*",
    "s3:GetObject dest/*",
    "s3:DeleteObject dest/*",
    "s3:AbortMultipartUpload dest/*",
    "s3:GetObject quarantine/*",
    "s3:DeleteObject quarantine/*",
    "s3:ListBucket Bucket",
    "sqs:SendMessage MoveQueue",
  ],
  StatusEvents: ["events:PutEvents EventBus"],
  // It may encrypt a secret, and never read one.
  WebhookRoutes: [
    "dynamodb:Scan WebhookEndpoints",
    "dynamodb:GetItem WebhookEndpoints",
    "dynamodb:PutItem WebhookEndpoints",
    "dynamodb:UpdateItem WebhookEndpoints",
    "dynamodb:Query Deliveries",
    "dynamodb:GetItem Deliveries",
    "dynamodb:PutItem Deliveries",
    "sqs:SendMessage DeliveryQueue",
    "kms:Encrypt WebhookKey",
  ],
  WebhookFanout: [
    "dynamodb:Scan WebhookEndpoints",
    "dynamodb:PutItem Deliveries",
    "sqs:SendMessage DeliveryQueue",
  ],
  WebhookDeliver: [
    "dynamodb:GetItem WebhookEndpoints",
    "dynamodb:PutItem WebhookEndpoints",
    "dynamodb:GetItem Deliveries",
    "dynamodb:PutItem Deliveries",
    "sqs:ReceiveMessage DeliveryQueue",
    "sqs:DeleteMessage DeliveryQueue",
    "sqs:GetQueueAttributes DeliveryQueue",
    "sqs:SendMessage DeliveryQueue",
    "sqs:SendMessage DeliveryDeadLetterQueue",
    "kms:Decrypt WebhookKey",
  ],
  WebhookSweep: [
    "dynamodb:Query Deliveries/index/due",
    "dynamodb:UpdateItem Deliveries",
    "sqs:SendMessage DeliveryQueue",
  ],
  InboxReceiver: [
    "dynamodb:PutItem Files",
    "dynamodb:UpdateItem Files",
    "s3:GetObject inbox/*",
    "s3:DeleteObject inbox/*",
    "s3:GetObject temp/*",
    "s3:PutObject temp/*",
    "s3:DeleteObject temp/*",
    "s3:AbortMultipartUpload temp/*",
    "s3:ListMultipartUploadParts temp/*",
    "s3:ListBucket Bucket",
    "sqs:ReceiveMessage InboxQueue",
    "sqs:DeleteMessage InboxQueue",
    "sqs:GetQueueAttributes InboxQueue",
    "sqs:ChangeMessageVisibility InboxQueue",
    "sqs:SendMessage InboxQueue",
  ],
  Mover: [
    "dynamodb:GetItem Files",
    "dynamodb:UpdateItem Files",
    "s3:GetObject temp/*",
    "s3:PutObject temp/*",
    "s3:DeleteObject temp/*",
    "s3:AbortMultipartUpload temp/*",
    "s3:ListMultipartUploadParts temp/*",
    "s3:GetObject dest/*",
    "s3:PutObject dest/*",
    "s3:DeleteObject dest/*",
    "s3:AbortMultipartUpload dest/*",
    "s3:ListMultipartUploadParts dest/*",
    "s3:GetObject quarantine/*",
    "s3:PutObject quarantine/*",
    "s3:DeleteObject quarantine/*",
    "s3:AbortMultipartUpload quarantine/*",
    "s3:ListBucket Bucket",
    "sqs:SendMessage MoveQueue",
    "sqs:ReceiveMessage MoveQueue",
    "sqs:DeleteMessage MoveQueue",
    "sqs:GetQueueAttributes MoveQueue",
    "sqs:ChangeMessageVisibility MoveQueue",
  ],
};

/** What a deployment with DownloadKeyGroup adds. The emulator has no such distribution, so that these are not tried. */
export const GRANTS_WITH_CLOUDFRONT: Record<string, string[]> = {
  Download: ["ssm:GetParameter DownloadPrivateKey"],
};

/** The calls that Lambda itself makes with a function's role: to read a stream, and to write what it gives up. These are not tried. */
export const GRANTS_OF_LAMBDA: Record<string, string[]> = {
  StatusEvents: [
    "dynamodb:DescribeStream Files.StreamArn",
    "dynamodb:GetRecords Files.StreamArn",
    "dynamodb:GetShardIterator Files.StreamArn",
    "dynamodb:ListStreams *",
    "s3:PutObject UnpublishedChanges/*",
    "s3:ListBucket UnpublishedChanges",
  ],
  WebhookFanout: [
    "dynamodb:DescribeStream Files.StreamArn",
    "dynamodb:GetRecords Files.StreamArn",
    "dynamodb:GetShardIterator Files.StreamArn",
    "dynamodb:ListStreams *",
    "s3:PutObject UnpublishedChanges/*",
    "s3:ListBucket UnpublishedChanges",
  ],
};

export const ofOwnLogs = (name: string): string[] => [
  `logs:CreateLogStream ${name}Logs`,
  `logs:PutLogEvents ${name}Logs`,
];
