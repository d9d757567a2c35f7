import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { FileStatusChanged } from "@malote/core";
import * as v from "valibot";
import { beforeAll, describe, expect, inject, test } from "vitest";
import sample from "../../events/status-events.json" with { type: "json" };
import { readPublisher } from "../../operate/redrive-events/publisher.ts";
import { redriveEvents } from "../../operate/redrive-events/redrive-events.ts";
import { publishesChanges } from "../../smoke/events.ts";
import { oneFile, withPicture } from "../../smoke/one-file.ts";
import { temporaryRule } from "../../smoke/temporary-rule.ts";
import { clients, subscribe } from "./bus.ts";
import { config } from "./cloud.ts";
import { call, postForm, requestTextUpload, settled, tokenOf, until } from "./service.ts";
import { EVENT_BUS } from "./stack.ts";

type Subscription<Detail> = Awaited<ReturnType<typeof subscribe<Detail>>>;
type ObjectCreated = { bucket: { name: string }; object: { key: string } };

const stack = inject("stack");
let changes: Subscription<FileStatusChanged>;
let objects: Subscription<ObjectCreated>;

beforeAll(async () => {
  // The patterns of docs/events.md.
  changes = await subscribe("e2e-changes", EVENT_BUS, {
    source: ["malote"],
    "detail-type": ["FileStatusChanged"],
  });
  objects = await subscribe("e2e-objects", "default", {
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: { bucket: { name: [stack.bucket] }, object: { key: [{ prefix: "dest/" }] } },
  });
});

/** The changes of one file, by version. Of two with one version, `uploaded` comes first. */
const changesOf = async (fileId: string): Promise<FileStatusChanged[]> => {
  const received = await changes.received();
  return received
    .map(({ detail }) => detail)
    .filter(({ file_id }) => file_id === fileId)
    .toSorted(
      (a, b) => a.version - b.version || Number(b.status === "uploaded") - Number(a.status === "uploaded"),
    );
};

const uploadText = async (text: string): Promise<string> => {
  const upload = await requestTextUpload(text);
  await postForm(upload, Buffer.from(text));
  await settled(upload.file_id);
  return upload.file_id;
};

describe("the bus", () => {
  test("receives each change of a file once, from the announcement to the delete", async () => {
    const fileId = await uploadText("an event for each change");
    await call("DELETE", `/files/${fileId}`);

    const events = await until(
      () => changesOf(fileId),
      (found) => found.at(-1)?.status === "deleted",
    );

    expect(events.map(({ previous, status }) => [previous, status])).toEqual([
      [undefined, "pending"],
      ["pending", "uploaded"],
      ["uploaded", "processing"],
      ["processing", "completed"],
      ["completed", "deleted"],
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    for (const event of events) {
      expect(v.safeParse(v.strictObject(FileStatusChanged.entries), event).issues).toBeUndefined();
      expect(event.id).toBe(`${fileId}:${event.version}:${event.status}`);
    }
  });

  test("has the envelope that rules match, with the time of the change", async () => {
    const fileId = await uploadText("the envelope");
    const [event] = await until(
      async () => (await changes.received()).filter(({ detail }) => detail.id === `${fileId}:1:pending`),
      (found) => found.length > 0,
    );
    expect(event).toMatchObject({ source: "malote", "detail-type": "FileStatusChanged" });
    // In whole seconds. The emulator writes its own time in the place of the one that was sent, which event-bus.test.ts checks.
    const late = Date.parse(event?.time ?? "") - Date.parse(event?.detail.updated_at ?? "");
    expect(late).toBeGreaterThan(-1000);
    expect(late).toBeLessThan(60_000);
  });
});

test("S3's own event of a finished file has its key as it is", async () => {
  const fileId = await uploadText("an event of S3");
  const found = await until(
    async () => (await objects.received()).filter(({ detail }) => detail.object.key.includes(fileId)),
    (events) => events.length > 0,
  );
  expect(found.map(({ detail }) => detail.object.key)).toEqual([`dest/${fileId}.txt`]);
});

test("the smoke test finds them by a rule of its own, and leaves neither the rule nor its queue", async () => {
  const api = { url: stack.api_url, token: await tokenOf("demo") };
  const names: string[] = [];
  await publishesChanges(api, {
    bus: EVENT_BUS,
    open(options) {
      names.push(options.name);
      return temporaryRule(clients, options);
    },
    sendFile: () => withPicture((source) => oneFile(api, source, () => {}, { confirm: true })),
    signal: new AbortController().signal,
  });
  const { Rules = [] } = await clients.events.send(new ListRulesCommand({ EventBusName: EVENT_BUS }));
  const { QueueUrls = [] } = await clients.sqs.send(new ListQueuesCommand({}));
  expect(names).toHaveLength(1);
  expect(JSON.stringify([Rules, QueueUrls])).not.toContain(names[0]);
});

test("what Lambda gave up is published by npm run redrive:events, and is then deleted", async () => {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const publisher = await readPublisher(new CloudFormationClient(config), stack.stack_name);
  await s3.send(
    new PutObjectCommand({
      Bucket: publisher.bucket,
      Key: "aws/lambda/0f1e2d3c/shardId-1/2026/11/21/2026-11-21T12.00.00-1",
      // As Lambda writes it: the event is a string.
      Body: JSON.stringify({
        requestContext: {
          condition: "RetryAttemptsExhausted",
          functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${publisher.functionNames[0]}:live`,
        },
        payload: JSON.stringify(sample),
      }),
    }),
  );
  const printed: string[] = [];

  await redriveEvents({ s3, lambda: new LambdaClient(config) }, publisher, {
    dryRun: false,
    print: (line) => printed.push(line),
  });

  const fileId = sample.Records[0]?.dynamodb.Keys.file_id.S ?? "";
  const events = await until(
    () => changesOf(fileId),
    (found) => found.length === 2,
  );
  expect(events.map(({ status }) => status)).toEqual(["uploaded", "processing"]);
  expect(printed).toEqual(["1 record published, of 1 object."]);
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: publisher.bucket }));
  expect(Contents ?? []).toEqual([]);
});
