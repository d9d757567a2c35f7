import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { expect, test } from "vitest";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { temporaryRule } from "./temporary-rule.ts";

const OPTIONS = { name: "malote-smoke-1", bus: "malote-prod", pattern: { source: ["malote"] } };

const setUp = () => {
  const events = new EventBridgeClient(SDK_CONFIG);
  const sqs = new SQSClient(SDK_CONFIG);
  const calls: string[] = [];
  const [toEvents, toSqs] = [mockClient(events), mockClient(sqs)];
  const note = (name: string, response: object) => async () => {
    calls.push(name);
    return response;
  };
  toEvents.on(PutRuleCommand).callsFake(note("PutRule", { RuleArn: "arn:rule" }));
  toEvents.on(PutTargetsCommand).callsFake(note("PutTargets", {}));
  toEvents.on(RemoveTargetsCommand).callsFake(note("RemoveTargets", {}));
  toEvents.on(DeleteRuleCommand).callsFake(note("DeleteRule", {}));
  toSqs.on(CreateQueueCommand).callsFake(note("CreateQueue", { QueueUrl: "https://sqs/q" }));
  toSqs
    .on(GetQueueAttributesCommand)
    .callsFake(note("GetQueueAttributes", { Attributes: { QueueArn: "arn:q" } }));
  toSqs.on(DeleteQueueCommand).callsFake(note("DeleteQueue", {}));
  return { clients: { events, sqs }, toEvents, toSqs, calls };
};

test("a rule sends to a queue that accepts only its events, and both are removed", async () => {
  const { clients, toSqs, calls } = setUp();
  const rule = await temporaryRule(clients, OPTIONS);
  const { Attributes = {} } = toSqs.commandCalls(CreateQueueCommand)[0]?.args[0].input ?? {};
  expect(JSON.parse(Attributes.Policy ?? "").Statement).toMatchObject([
    {
      Principal: { Service: "events.amazonaws.com" },
      Condition: { ArnEquals: { "aws:SourceArn": "arn:rule" } },
    },
  ]);
  await rule.remove();
  await rule.remove();
  expect(calls).toEqual([
    ...["PutRule", "CreateQueue", "GetQueueAttributes", "PutTargets"],
    ...["RemoveTargets", "DeleteQueue", "DeleteRule"],
  ]);
});

test.each([
  [CreateQueueCommand, ["PutRule", "DeleteRule"]],
  [GetQueueAttributesCommand, ["PutRule", "CreateQueue", "DeleteQueue", "DeleteRule"]],
])("what was created is removed if %o is refused", async (command, expected) => {
  const { clients, toSqs, calls } = setUp();
  toSqs.on(command as typeof CreateQueueCommand).rejects(new Error("AccessDenied"));
  await expect(temporaryRule(clients, OPTIONS)).rejects.toThrow("AccessDenied");
  expect(calls).toEqual(expected);
});

test("what cannot be removed is named, and the rest is removed", async () => {
  const { clients, toSqs, calls } = setUp();
  toSqs.on(DeleteQueueCommand).rejects(new Error("AccessDenied"));
  const rule = await temporaryRule(clients, OPTIONS);
  await expect(rule.remove()).rejects.toThrow(/^Not removed: the queue malote-smoke-1 \(AccessDenied\)/);
  expect(calls.slice(-2)).toEqual(["RemoveTargets", "DeleteRule"]);
});

test("events are kept, and their messages are deleted", async () => {
  const { clients, toSqs } = setUp();
  const messages = ["1", "2"].map((id) => ({ Body: JSON.stringify({ detail: { id } }), ReceiptHandle: id }));
  toSqs
    .on(ReceiveMessageCommand)
    .resolvesOnce({ Messages: messages.slice(0, 1) })
    .resolvesOnce({})
    .resolves({ Messages: messages.slice(1) });
  const rule = await temporaryRule<{ id: string }>(clients, OPTIONS);
  await rule.received();
  expect(await rule.received()).toHaveLength(1);
  expect((await rule.received()).map(({ detail }) => detail.id)).toEqual(["1", "2"]);
  expect(toSqs.commandCalls(DeleteMessageBatchCommand)).toHaveLength(2);
});
