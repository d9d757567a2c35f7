import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { anSdkError, SDK_CONFIG } from "#testing/sdk.ts";
import { template } from "../../tests/unit/template.ts";
import { readPublisher } from "./publisher.ts";
import { redriveEvents } from "./redrive-events.ts";

const clients = { s3: new S3Client(SDK_CONFIG), lambda: new LambdaClient(SDK_CONFIG) };
const s3 = mockClient(clients.s3);
const lambda = mockClient(clients.lambda);
const PUBLISHER = { bucket: "unpublished", functionNames: ["status-events", "webhook-fanout"] };
const OLD = "aws/lambda/mapping/shard-9/2026/11/21/2026-11-21T12.00.00-a";
const NEW = "aws/lambda/mapping/shard-1/2026/11/21/2026-11-21T13.00.00-b";

const setUp = (bodies: Record<string, string>) => {
  const left = new Map(Object.entries(bodies));
  s3.on(ListObjectsV2Command).callsFake(() => ({ Contents: [...left.keys()].map((Key) => ({ Key })) }));
  s3.on(GetObjectCommand).callsFake(({ Key }) => ({
    Body: { transformToString: async () => left.get(Key) },
  }));
  s3.on(DeleteObjectCommand).callsFake(({ Key }) => {
    left.delete(Key);
    return {};
  });
  const printed: string[] = [];
  const run = (dryRun = false) =>
    redriveEvents(clients, PUBLISHER, { dryRun, print: (line) => printed.push(line) });
  return { left, printed, run };
};

const arnOf = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}:live`;
const discardedBy = (name: string, ...ids: number[]) =>
  JSON.stringify({
    requestContext: { functionArn: arnOf(name) },
    payload: JSON.stringify({ Records: ids }),
  });
const discarded = (...ids: number[]) => discardedBy("status-events", ...ids);
const respond = (response: unknown) => ({ Payload: Buffer.from(JSON.stringify(response)) as never });
const invoked = () => lambda.commandCalls(InvokeCommand).map(({ args: [{ input }] }) => input);

beforeEach(() => {
  s3.reset();
  lambda.reset();
  lambda.on(InvokeCommand).resolves(respond({ batchItemFailures: [] }));
});

describe("what Lambda gave up", () => {
  test("is sent to the function that runs now, oldest first, and deleted", async () => {
    const { left, printed, run } = setUp({ [NEW]: discarded(3), [OLD]: discarded(1, 2) });

    await run();

    expect(invoked()).toEqual([
      { FunctionName: "status-events", Qualifier: "live", Payload: '{"Records":[1,2]}' },
      { FunctionName: "status-events", Qualifier: "live", Payload: '{"Records":[3]}' },
    ]);
    expect(left.size).toBe(0);
    expect(printed).toEqual(["3 records published, of 2 objects."]);
  });

  test("is sent to the function that failed on it: the one of the events, or the one of webhooks", async () => {
    const { run } = setUp({ [OLD]: discardedBy("webhook-fanout", 1), [NEW]: discarded(2) });
    await run();
    expect(invoked().map(({ FunctionName }) => FunctionName)).toEqual(["webhook-fanout", "status-events"]);
  });

  test("stays if the stack does not have its function any more", async () => {
    const { left, run } = setUp({ [OLD]: discardedBy("another", 1) });
    await expect(run()).rejects.toMatchObject({
      name: "Trouble",
      message: expect.stringContaining("of the function another"),
    });
    expect(left.size).toBe(1);
    expect(invoked()).toEqual([]);
  });

  test("is only counted in a dry run", async () => {
    const { left, printed, run } = setUp({ [OLD]: discarded(1) });
    await run(true);
    expect(invoked()).toEqual([]);
    expect(left.size).toBe(1);
    expect(printed).toEqual(["1 object in unpublished. None was published, because this was a dry run."]);
  });

  test("may be nothing", async () => {
    const { printed, run } = setUp({});
    await run();
    expect(printed).toEqual(["Nothing was published: the bucket is empty."]);
  });

  test.each([
    ["some records fail", respond({ batchItemFailures: [{ itemIdentifier: "1" }] }), "1 of 1 record failed"],
    ["the function fails", { FunctionError: "Unhandled" }, "the function failed (Unhandled)"],
    ["the function is another one", respond("hello"), "no list of failures"],
  ])("stays, with all that is newer, if %s", async (_, response, reason) => {
    lambda.on(InvokeCommand).resolves(response);
    const { left, run } = setUp({ [OLD]: discarded(1), [NEW]: discarded(2) });

    await expect(run()).rejects.toMatchObject({
      name: "Trouble",
      message: expect.stringContaining(reason),
    });

    expect([...left.keys()]).toEqual([OLD, NEW]);
    expect(invoked()).toHaveLength(1);
  });

  test.each([
    "not JSON",
    "{}",
    '{"payload":"[]"}',
    "null",
  ])("is refused and kept if it is %s", async (body) => {
    const { left, run } = setUp({ [OLD]: body });
    await expect(run()).rejects.toMatchObject({
      name: "Trouble",
      message: expect.stringContaining("Move it away"),
    });
    expect(left.size).toBe(1);
  });
});

describe("the publisher of a stack", () => {
  const client = new CloudFormationClient(SDK_CONFIG);
  const cloudformation = mockClient(client);
  const OUTPUTS = {
    UnpublishedChangesBucketName: "unpublished",
    StatusEventsFunctionName: "status-events",
    WebhookFanoutFunctionName: "webhook-fanout",
  };
  const stackWith = (outputs: Record<string, string>) => ({
    Stacks: [
      {
        StackName: "malote-prod",
        CreationTime: new Date(),
        StackStatus: "UPDATE_COMPLETE" as const,
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
      },
    ],
  });
  beforeEach(() => cloudformation.reset());

  test("is read from its outputs, which template.yaml has", async () => {
    cloudformation.on(DescribeStacksCommand).resolves(stackWith(OUTPUTS));
    await expect(readPublisher(client, "malote-prod")).resolves.toEqual(PUBLISHER);
    expect(Object.keys(template.Outputs)).toEqual(expect.arrayContaining(Object.keys(OUTPUTS)));
  });

  test("has only the functions that the stack has", async () => {
    const { StatusEventsFunctionName: _, ...outputs } = OUTPUTS;
    cloudformation.on(DescribeStacksCommand).resolves(stackWith(outputs));
    await expect(readPublisher(client, "malote-prod")).resolves.toEqual({
      bucket: "unpublished",
      functionNames: ["webhook-fanout"],
    });
  });

  test("is missing without PublishStatusEvents and Webhooks", async () => {
    cloudformation.on(DescribeStacksCommand).resolves(stackWith({}));
    await expect(readPublisher(client, "malote-prod")).rejects.toMatchObject({
      name: "Trouble",
      message: expect.stringContaining("PublishStatusEvents"),
    });
  });

  test("is missing with an unknown stack, which is a sentence", async () => {
    const unknown = anSdkError("ValidationError", 400, "Stack with id malote does not exist");
    cloudformation.on(DescribeStacksCommand).rejects(unknown);
    await expect(readPublisher(client, "malote")).rejects.toMatchObject({
      name: "Trouble",
      message: "Stack with id malote does not exist. Check --stack-name and --region.",
    });
  });
});
