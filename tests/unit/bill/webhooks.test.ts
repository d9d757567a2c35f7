import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, GetCommand, QueryCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { advance } from "@malote/core";
import { createSecrets } from "@malote/core/webhook-secrets";
import {
  createDeadLetters,
  createDeliveryQueue,
  createDeliveryTable,
  createEndpointTable,
  type Delivery,
  type Endpoint,
} from "@malote/core/webhooks";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { aFile, NOW } from "#testing/builders.ts";
import { callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { aDelivery, anEndpoint, DELIVERY_ID, WEBHOOK_ID } from "#testing/webhooks.ts";
import { aStreamRecord } from "../../../functions/status-events/testing/stream.ts";
import { deliver } from "../../../functions/webhook-deliver/deliver.ts";
import type { Answer } from "../../../functions/webhook-deliver/post.ts";
import { fanOut } from "../../../functions/webhook-fanout/fan-out.ts";
import { sweep } from "../../../functions/webhook-sweep/sweep.ts";
import { changeWebhook } from "../../../functions/webhooks/change-webhook.ts";
import { createWebhook } from "../../../functions/webhooks/create-webhook.ts";
import { deleteWebhook } from "../../../functions/webhooks/delete-webhook.ts";
import { listDeliveries } from "../../../functions/webhooks/list-deliveries.ts";
import { listWebhooks } from "../../../functions/webhooks/list-webhooks.ts";
import { redeliver } from "../../../functions/webhooks/redeliver.ts";
import { rotateSecret } from "../../../functions/webhooks/rotate-secret.ts";
import { showWebhook } from "../../../functions/webhooks/show-webhook.ts";

const client = DynamoDBDocumentClient.from(new DynamoDBClient(SDK_CONFIG));
const sqsClient = new SQSClient(SDK_CONFIG);
const kmsClient = new KMSClient(SDK_CONFIG);
const dynamodb = mockClient(client);
const sqs = mockClient(sqsClient);
const kms = mockClient(kmsClient);
const ports = {
  endpoints: createEndpointTable("webhooks", client),
  deliveries: createDeliveryTable("deliveries", client),
  queue: createDeliveryQueue("https://sqs/deliveries", sqsClient),
  deadLetters: createDeadLetters("https://sqs/dead", sqsClient),
  secrets: createSecrets("key", kmsClient),
  clock: () => new Date(NOW),
};
const ofOne = { webhook_id: WEBHOOK_ID };

/** What DynamoDB has. */
const stored = (endpoint: Partial<Endpoint> = {}, delivery: Partial<Delivery> = {}) =>
  dynamodb.on(GetCommand).callsFake(({ TableName }) => ({
    Item: TableName === "webhooks" ? anEndpoint(endpoint) : aDelivery(delivery),
  }));

const billedCalls = () => [dynamodb, sqs, kms].flatMap(callsOf).map(([name]) => name);

beforeEach(() => {
  for (const mock of [dynamodb, sqs, kms]) mock.reset();
  stored();
  dynamodb
    .on(ScanCommand)
    .resolves({ Items: [anEndpoint()] })
    .on(QueryCommand)
    .resolves({ Items: [] });
  sqs.on(SendMessageBatchCommand).resolves({}).on(SendMessageCommand).resolves({});
  kms.on(EncryptCommand).resolves({ CiphertextBlob: Buffer.from("c") });
  kms.on(DecryptCommand).resolves({ Plaintext: Buffer.from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") });
});

describe("POST /webhooks", () => {
  it("scans the few webhooks, encrypts once and writes once", async () => {
    await createWebhook(ports)({ url: "https://hooks.example.com/" });
    expect(billedCalls()).toEqual(["ScanCommand", "PutCommand", "EncryptCommand"]);
  });
});

describe("GET /webhooks", () => {
  it("scans once", async () => {
    await listWebhooks(ports)();
    expect(billedCalls()).toEqual(["ScanCommand"]);
  });
});

describe("GET /webhooks/{webhook_id}", () => {
  it("reads once", async () => {
    await showWebhook(ports)(ofOne);
    expect(billedCalls()).toEqual(["GetCommand"]);
  });
});

describe("PATCH /webhooks/{webhook_id}", () => {
  it("reads and writes once", async () => {
    await changeWebhook(ports)({ ...ofOne, state: "disabled" });
    expect(billedCalls()).toEqual(["GetCommand", "PutCommand"]);
  });
});

describe("DELETE /webhooks/{webhook_id}", () => {
  it("writes once", async () => {
    await deleteWebhook(ports)(ofOne);
    expect(billedCalls()).toEqual(["UpdateCommand"]);
  });
});

describe("POST /webhooks/{webhook_id}/rotate-secret", () => {
  it("reads, encrypts and writes once", async () => {
    await rotateSecret(ports)(ofOne);
    expect(billedCalls()).toEqual(["GetCommand", "PutCommand", "EncryptCommand"]);
  });
});

describe("GET /webhooks/{webhook_id}/deliveries", () => {
  it("reads the webhook, and queries once", async () => {
    await listDeliveries(ports)(ofOne);
    expect(billedCalls()).toEqual(["GetCommand", "QueryCommand"]);
  });
});

describe("POST /webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver", () => {
  it("reads both, writes one and sends one", async () => {
    await redeliver(ports)({ ...ofOne, delivery_id: DELIVERY_ID });
    expect(billedCalls()).toEqual(["GetCommand", "GetCommand", "PutCommand", "SendMessageBatchCommand"]);
  });
});

describe("changes", () => {
  const pending = aFile();
  const uploaded = advance(pending, { to: "uploaded", by: "owner", at: NOW });
  const run = fanOut({ ...ports, report: { queued: () => {}, notQueued: () => {} } });

  it("of a batch share a scan, and ten deliveries a send", async () => {
    await run(Array.from({ length: 12 }, (_, i) => aStreamRecord(pending, { ...uploaded, version: i + 2 })));
    expect(billedCalls()).toEqual([
      "ScanCommand",
      ...Array(12).fill("PutCommand"),
      ...Array(2).fill("SendMessageBatchCommand"),
    ]);
  });

  it("that no webhook wants cost no more than the scan", async () => {
    dynamodb.on(ScanCommand).resolves({ Items: [anEndpoint({ event_types: ["file.error"] })] });
    await run([aStreamRecord(pending, uploaded)]);
    expect(billedCalls()).toEqual(["ScanCommand"]);
  });

  it("are not there in a write that keeps the status: no call", async () => {
    await run([aStreamRecord(pending, { ...pending, version: 2 })]);
    expect(billedCalls()).toEqual([]);
  });
});

describe("an attempt", () => {
  const MESSAGE = { webhook_id: WEBHOOK_ID, delivery_id: DELIVERY_ID, version: 1 };
  const attempt = async (answer: Answer) => {
    await deliver({ ...ports, post: async () => answer })(MESSAGE);
    return billedCalls();
  };
  const READS_AND_WRITES = ["GetCommand", "GetCommand", "PutCommand", "PutCommand"];

  it("reads twice and writes twice. A secret is decrypted once for an instance of the function", async () => {
    const secrets = [{ ciphertext: "c2VjcmV0", created_at: NOW }];
    stored({ secrets });
    expect(await attempt({ status: 204, response: "" })).toEqual([...READS_AND_WRITES, "DecryptCommand"]);
    for (const mock of [dynamodb, kms]) mock.resetHistory();
    expect(await attempt({ status: 204, response: "" })).toEqual(READS_AND_WRITES);
  });

  it("that fails sends one message more, if the next one is within 15 minutes", async () => {
    stored({ secrets: [] });
    expect(await attempt({ status: 500, response: "" })).toEqual([
      ...READS_AND_WRITES,
      "SendMessageBatchCommand",
    ]);
    for (const mock of [dynamodb, sqs]) mock.resetHistory();
    stored({ secrets: [] }, { attempts: 2 });
    expect(await attempt({ status: 500, response: "" })).toEqual(READS_AND_WRITES);
  });

  it("that is the last one, and fails, also writes the webhook and sends the dead letter", async () => {
    stored({ secrets: [] }, { attempts: 6 });
    expect(await attempt({ status: 500, response: "" })).toEqual([
      ...READS_AND_WRITES,
      "PutCommand",
      "SendMessageCommand",
    ]);
  });
});

it("a sweep queries each shard, and writes and sends what is due", async () => {
  const run = sweep(ports);
  await run(() => 50_000);
  expect(billedCalls()).toEqual(Array(4).fill("QueryCommand"));
  dynamodb.resetHistory();
  const due = Array.from({ length: 3 }, () => ({ ...aDelivery(), due_at: NOW }));
  dynamodb.on(QueryCommand).resolvesOnce({ Items: due }).resolves({ Items: [] });
  await run(() => 50_000);
  expect(billedCalls()).toEqual([
    ...Array(4).fill("QueryCommand"),
    ...Array(3).fill("UpdateCommand"),
    "SendMessageBatchCommand",
  ]);
});
