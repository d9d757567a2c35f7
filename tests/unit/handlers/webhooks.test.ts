import { DecryptCommand } from "@aws-sdk/client-kms";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { GetCommand, PutCommand, QueryCommand, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { WebhookWithSecret } from "@malote/core/webhooks";
import { is } from "valibot";
import { beforeEach, describe, expect, it } from "vitest";
import { aDelivery, anEndpoint, DELIVERY_ID, WEBHOOK_ID } from "#testing/webhooks.ts";
import deliverSample from "../../../events/webhook-deliver.json" with { type: "json" };
import fanOutSample from "../../../events/webhook-fanout.json" with { type: "json" };
import webhooks from "../../../events/webhooks.json" with { type: "json" };
import { routes } from "../../../layers/core/openapi/routes.ts";
import { functions } from "../template.ts";
import { CONTEXT, call, dynamodb, ENVIRONMENT, kms, respondToAll, sample, sqs } from "./lambda.fixture.ts";

beforeEach(() => {
  respondToAll();
  dynamodb.on(GetCommand).resolves({ Item: anEndpoint() });
});

const event = (method: string, resource: string, parameters: object | null = null, body?: unknown) => ({
  ...webhooks,
  httpMethod: method,
  resource,
  pathParameters: parameters,
  body: body === undefined ? null : JSON.stringify(body),
});
const ofOne = { webhook_id: WEBHOOK_ID };

describe("the function of /webhooks", () => {
  it("creates a webhook, with the secret under the key of its environment", async () => {
    const response = await call("webhooks", webhooks);

    const view = JSON.parse(response.body);
    expect(is(WebhookWithSecret, view)).toBe(true);
    expect(kms.calls()[0]?.args[0].input).toMatchObject({
      KeyId: ENVIRONMENT.WEBHOOK_KEY_ID,
      EncryptionContext: { webhook_id: view.webhook_id },
    });
    const [put] = dynamodb.commandCalls(PutCommand);
    expect(put?.args[0].input.TableName).toBe("webhooks");
    expect(put?.args[0].input.Item?.["secrets"]).toEqual([
      { ciphertext: Buffer.from("encrypted").toString("base64"), created_at: view.created_at },
    ]);
    expect(JSON.stringify(dynamodb.calls().map(({ args }) => args[0].input))).not.toContain(view.secret);
  });

  it("names every fault of a faulty one", async () => {
    const { body } = await call("webhooks", sample("webhooks-faulty"));
    const pointers = JSON.parse(body).errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers.toSorted()).toEqual(["#/colour", "#/event_types/0", "#/url"]);
  });

  it("changes one by the id in the path, whatever the body names", async () => {
    const path = "/webhooks/{webhook_id}";
    const { statusCode, body } = await call("webhooks", event("PATCH", path, ofOne, { state: "disabled" }));
    expect([statusCode, JSON.parse(body).state]).toEqual([200, "disabled"]);
    for (const wrong of [{ state: "failing" }, { url: "http://example.com/" }, null, [], "x"])
      expect((await call("webhooks", event("PATCH", path, ofOne, wrong))).statusCode).toBe(400);
    await call(
      "webhooks",
      event("PATCH", path, ofOne, { webhook_id: "7c1d2e3f-0000-4c6d-8e9f-0a1b2c3d4e5f" }),
    );
    for (const { args } of dynamodb.commandCalls(GetCommand)) expect(args[0].input.Key).toEqual(ofOne);
  });

  it("sends a delivery again", async () => {
    dynamodb
      .on(GetCommand)
      .callsFake(({ TableName }) => ({ Item: TableName === "webhooks" ? anEndpoint() : aDelivery() }));
    sqs.on(SendMessageBatchCommand).resolves({});
    const path = "/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver";
    const response = await call("webhooks", event("POST", path, { ...ofOne, delivery_id: DELIVERY_ID }));
    expect(response.statusCode).toBe(202);
    expect(sqs.commandCalls(SendMessageBatchCommand)[0]?.args[0].input).toMatchObject({
      QueueUrl: ENVIRONMENT.DELIVERY_QUEUE_URL,
      Entries: [{ MessageGroupId: WEBHOOK_ID, DelaySeconds: 0 }],
    });
  });

  it("deletes with a condition, and keeps neither URL nor secrets", async () => {
    const { statusCode } = await call("webhooks", event("DELETE", "/webhooks/{webhook_id}", ofOne));
    expect(statusCode).toBe(204);
    expect(dynamodb.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      ConditionExpression: "attribute_exists(webhook_id) AND attribute_not_exists(purge_at)",
      UpdateExpression: expect.stringMatching(/^SET purge_at = :at REMOVE (?=.*#url\b)(?=.*#secrets\b)/),
    });
  });

  it("does not show one that was deleted", async () => {
    dynamodb.on(GetCommand).resolves({ Item: { ...ofOne, purge_at: 1 } });
    dynamodb.on(ScanCommand).resolves({ Items: [{ ...ofOne, purge_at: 1 }, anEndpoint()] });
    expect((await call("webhooks", event("GET", "/webhooks/{webhook_id}", ofOne))).statusCode).toBe(404);
    const list = await call("webhooks", event("GET", "/webhooks"));
    expect(JSON.parse(list.body).webhooks).toHaveLength(1);
  });

  it("has each of its routes, for operators only", async () => {
    const mine = functions.find(({ id }) => id === "WebhookRoutes")?.routes ?? [];
    expect(mine.length).toBe(routes.filter(({ path }) => path.startsWith("/webhooks")).length);
    const { authorizer } = webhooks.requestContext;
    const claims = { ...authorizer.claims, "cognito:groups": "relays" };
    const requestContext = { ...webhooks.requestContext, authorizer: { claims } };
    for (const route of mine) {
      const [method = "", path = ""] = route.split(" ");
      const response = await call("webhooks", { ...event(method, path, ofOne), requestContext });
      expect([route, response.statusCode]).toEqual([route, 403]);
    }
  });
});

describe("the function that fans out", () => {
  it("makes a delivery of each of the changes of a claim, and sends both in one call", async () => {
    dynamodb.on(ScanCommand).resolves({ Items: [anEndpoint()] });
    sqs.on(SendMessageBatchCommand).resolves({});
    await expect(call("webhook-fanout", fanOutSample)).resolves.toEqual({ batchItemFailures: [] });
    const written = dynamodb.commandCalls(PutCommand).map(({ args: [{ input }] }) => input);
    expect(written.map(({ Item }) => Item?.["event_type"])).toEqual(["file.uploaded", "file.processing"]);
    expect(written.map(({ TableName, ConditionExpression }) => [TableName, ConditionExpression])).toEqual(
      Array(2).fill(["deliveries", "attribute_not_exists(webhook_id)"]),
    );
    expect(sqs.commandCalls(SendMessageBatchCommand)).toHaveLength(1);
  });

  it("returns the sequence number if DynamoDB is away", async () => {
    dynamodb.on(ScanCommand).resolves({ Items: [anEndpoint()] });
    dynamodb.on(PutCommand).rejects(new Error("away"));
    sqs.on(SendMessageBatchCommand).resolves({});
    await expect(call("webhook-fanout", fanOutSample)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: fanOutSample.Records[0]?.dynamodb.SequenceNumber }],
    });
  });
});

describe("the function that delivers", () => {
  const failures = async () => (await call("webhook-deliver", deliverSample)) as unknown;

  it("drops a message that is out of date", async () => {
    dynamodb.on(GetCommand).resolves({});
    await expect(failures()).resolves.toEqual({ batchItemFailures: [] });
  });

  it("has the message repeated, and makes no attempt, if KMS is away", async () => {
    dynamodb
      .on(GetCommand)
      .callsFake(({ TableName }) => ({ Item: TableName === "webhooks" ? anEndpoint() : aDelivery() }));
    kms.on(DecryptCommand).rejects(new Error("away"));
    await expect(failures()).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: deliverSample.Records[0]?.messageId }],
    });
    expect(dynamodb.commandCalls(PutCommand)).toEqual([]);
  });
});

it("the function that sweeps reads each shard of the index, and returns how many it sent", async () => {
  const { handler } = await import("../../../functions/webhook-sweep/handler.ts");
  const due = {
    webhook_id: WEBHOOK_ID,
    delivery_id: DELIVERY_ID,
    version: 2,
    due_at: "2026-11-21T11:00:00.000Z",
  };
  dynamodb
    .on(QueryCommand)
    .callsFake(({ ExpressionAttributeValues: values }) => ({ Items: values[":shard"] === "1" ? [due] : [] }));
  dynamodb.on(UpdateCommand).resolves({});
  sqs.on(SendMessageBatchCommand).resolves({});
  await expect(handler(sample("webhook-sweep") as never, CONTEXT)).resolves.toEqual({ sent: 1 });
  expect(dynamodb.commandCalls(QueryCommand).map(({ args: [{ input }] }) => input.IndexName)).toEqual(
    Array(4).fill("due"),
  );
});
