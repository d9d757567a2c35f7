import {
  DeleteRuleCommand,
  type EventBridgeClient,
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
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { Trouble } from "../tools/command/trouble.ts";

/** An event as EventBridge delivers it. */
export type Delivered<Detail> = { source: string; "detail-type": string; time: string; detail: Detail };

export type Rule<Detail> = {
  /** Everything that was delivered so far. */
  received(): Promise<Delivered<Detail>[]>;
  /** Removes the rule and its queue. */
  remove(): Promise<void>;
};

export type RuleOptions = {
  /** Of the rule and of its queue. */
  name: string;
  bus: string;
  pattern: object;
};

/** Seconds. What nobody removed has no events of others for long. */
const RETENTION = "600";

/**
 * Creates a rule of a bus with a queue of its own as target. If one of them cannot be created, those that were are removed.
 * @throws what AWS throws, such as for a permission that is missing
 */
export const temporaryRule = async <Detail>(
  { events, sqs }: { events: EventBridgeClient; sqs: SQSClient },
  { name: Name, bus: EventBusName, pattern }: RuleOptions,
): Promise<Rule<Detail>> => {
  const made: { what: string; undo: () => Promise<unknown> }[] = [];
  const remove = async (): Promise<void> => {
    const left: string[] = [];
    for (const { what, undo } of made.splice(0).reverse())
      await undo().catch(({ message }: Error) => left.push(`${what} (${message})`));
    if (left.length > 0) throw new Trouble(`Not removed: ${left.join(", ")}. Remove them by hand.`);
  };
  try {
    const { RuleArn } = await events.send(
      new PutRuleCommand({ Name, EventBusName, EventPattern: JSON.stringify(pattern) }),
    );
    made.push({
      what: `the rule ${Name} of the bus ${EventBusName}`,
      undo: () => events.send(new DeleteRuleCommand({ Name, EventBusName })),
    });
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: "*",
          Condition: { ArnEquals: { "aws:SourceArn": RuleArn } },
        },
      ],
    });
    const { QueueUrl = "" } = await sqs.send(
      new CreateQueueCommand({ QueueName: Name, Attributes: { Policy, MessageRetentionPeriod: RETENTION } }),
    );
    made.push({
      what: `the queue ${Name}`,
      undo: () => sqs.send(new DeleteQueueCommand({ QueueUrl })),
    });
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
    );
    const Targets = [{ Id: "queue", Arn: Attributes?.QueueArn }];
    await events.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets }));
    // A rule with a target cannot be deleted, so the target is removed first.
    made.push({
      what: "the rule's target",
      undo: () => events.send(new RemoveTargetsCommand({ Rule: Name, EventBusName, Ids: ["queue"] })),
    });
    return { received: reader<Detail>(sqs, QueueUrl), remove };
  } catch (error) {
    await remove();
    throw error;
  }
};

const reader = <Detail>(sqs: SQSClient, QueueUrl: string) => {
  const received: Delivered<Detail>[] = [];
  return async (): Promise<Delivered<Detail>[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    for (const { Body = "" } of Messages) received.push(JSON.parse(Body));
    if (Messages.length > 0)
      await sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl,
          Entries: Messages.map(({ ReceiptHandle = "" }, i) => ({ Id: String(i), ReceiptHandle })),
        }),
      );
    return received;
  };
};
