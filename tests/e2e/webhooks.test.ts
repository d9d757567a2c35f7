import type { DeliveryView } from "@malote/core/webhooks";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { WebhookBody } from "../../layers/core/src/contract/webhook-body.ts";
import { oneFile, withPicture } from "../../smoke/one-file.ts";
import { sendsWebhook } from "../../smoke/webhook.ts";
import { startReceiver, verified } from "./receiver.ts";
import { call, postForm, requestTextUpload, settled, tokenOf, until } from "./service.ts";

type Receiver = Awaited<ReturnType<typeof startReceiver>>;
type Created = { webhook_id: string; secret: string };

let receiver: Receiver;
const made: string[] = [];

const asOperator = async (method: string, path: string, body?: unknown) =>
  call(method, path, { token: await tokenOf("operator"), ...(body !== undefined && { body }) });

const subscribe = async (event_types: string[]): Promise<Created> => {
  const { status, body } = await asOperator("POST", "/webhooks", { url: receiver.url, event_types });
  if (status !== 201) throw new Error(`/webhooks: ${status} ${JSON.stringify(body)}`);
  const created = body as Created;
  made.push(created.webhook_id);
  return created;
};

const uploadText = async (text: string): Promise<string> => {
  const upload = await requestTextUpload(text);
  await postForm(upload, Buffer.from(text));
  await settled(upload.file_id);
  return upload.file_id;
};

const deliveriesOf = async (webhookId: string, fileId: string): Promise<DeliveryView[]> => {
  const { body } = await asOperator("GET", `/webhooks/${webhookId}/deliveries`);
  return (body["deliveries"] as DeliveryView[]).filter(({ file_id }) => file_id === fileId);
};

const delivered = (webhookId: string, fileId: string) =>
  until(
    () => deliveriesOf(webhookId, fileId),
    (found) => found.length > 0 && found.every(({ state }) => state === "delivered"),
  );

/** What the receiver got about one file. */
const about = (fileId: string) => receiver.received.filter(({ body }) => body.includes(fileId));

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  for (const webhookId of made.splice(0)) await asOperator("DELETE", `/webhooks/${webhookId}`);
  await receiver.stop();
});

describe("a webhook", () => {
  test("is sent for each change that the endpoint wants, signed, with the file", async () => {
    const { webhook_id, secret } = await subscribe(["file.completed", "file.deleted"]);
    const fileId = await uploadText("a webhook for two of five changes");
    await call("DELETE", `/files/${fileId}`);

    const found = await until(
      () => deliveriesOf(webhook_id, fileId),
      (all) => all.filter(({ state }) => state === "delivered").length === 2,
    );

    const bodies = about(fileId).map((each) => verified<WebhookBody>(each, secret));
    expect(bodies.map(({ type }) => type).toSorted()).toEqual(["file.completed", "file.deleted"]);
    for (const body of bodies) expect(v.safeParse(WebhookBody, body).issues).toBeUndefined();
    expect(found.map(({ event_type, attempts }) => [event_type, attempts])).toEqual([
      ["file.deleted", 1],
      ["file.completed", 1],
    ]);
  });

  test("that fails comes again with the same id, and an operator can have it sent anew", async () => {
    const { webhook_id } = await subscribe(["file.completed"]);
    receiver.respond(500);
    const fileId = await uploadText("a receiver that fails once");

    const [delivery] = await delivered(webhook_id, fileId);
    expect(delivery?.history.map(({ status }) => status)).toEqual([500, 204]);
    const again = await asOperator(
      "POST",
      `/webhooks/${webhook_id}/deliveries/${delivery?.delivery_id}/redeliver`,
    );
    expect(again.status).toBe(202);
    await until(
      async () => about(fileId),
      (all) => all.length === 3,
    );
    expect(new Set(about(fileId).map(({ id }) => id))).toEqual(new Set([delivery?.delivery_id]));
  });

  test("has two signatures after a rotation", async () => {
    const { webhook_id, secret } = await subscribe(["file.completed"]);
    const rotated = await asOperator("POST", `/webhooks/${webhook_id}/rotate-secret`);
    const fileId = await uploadText("two secrets");

    await delivered(webhook_id, fileId);

    const [got] = about(fileId);
    if (!got) throw new Error("nothing came");
    for (const one of [secret, String(rotated.body["secret"])])
      expect(verified<WebhookBody>(got, one).data.file_id).toBe(fileId);
  });

  test("whose receiver responds 410 is disabled, until an operator enables it", async () => {
    const { webhook_id } = await subscribe(["file.completed"]);
    receiver.respond(410);
    await uploadText("a receiver that is gone");

    const { body } = await until(
      () => asOperator("GET", `/webhooks/${webhook_id}`),
      (response) => response.body["state"] === "disabled",
    );
    expect(body["state_reason"]).toContain("410");
    expect(body).not.toHaveProperty("secret");
    const enabled = await asOperator("PATCH", `/webhooks/${webhook_id}`, { state: "active" });
    expect([enabled.status, enabled.body["state"]]).toEqual([200, "active"]);
    const fileId = await uploadText("it is back");
    await delivered(webhook_id, fileId);
  });
});

test("the smoke test of an operator has one sent to the API itself, and deletes it", async () => {
  const api = { url: inject("stack").api_url, token: await tokenOf("operator") };
  await sendsWebhook(api, {
    sendFile: () => withPicture((source) => oneFile(api, source, () => {}, { confirm: true })),
    signal: new AbortController().signal,
  });
  expect((await asOperator("GET", "/webhooks")).body["webhooks"]).toEqual([]);
});

test("only operators manage webhooks", async () => {
  expect((await call("GET", "/webhooks")).status).toBe(403);
  expect((await call("POST", "/webhooks", { body: { url: receiver.url } })).status).toBe(403);
  expect((await call("GET", "/webhooks", { token: null })).status).toBe(401);
});
