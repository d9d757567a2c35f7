import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { config } from "./cloud.ts";

const events = new EventBridgeClient(config);
const sqs = new SQSClient(config);

/** An event as EventBridge delivers it. */
export type Delivered<Detail = Record<string, unknown>> = {
  source: string;
  "detail-type": string;
  time: string;
  detail: Detail;
};

/** A rule of a bus with a queue of its own as target, and a reader of that queue. `name` is the name of both. */
export const subscribe = async <Detail>(name: string, bus: string, pattern: unknown) => {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  const { QueueArn = "" } = Attributes;
  const Rule = name;
  const { RuleArn } = await events.send(
    new PutRuleCommand({ Name: Rule, EventBusName: bus, EventPattern: JSON.stringify(pattern) }),
  );
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: QueueArn,
        Condition: { ArnEquals: { "aws:SourceArn": RuleArn } },
      },
    ],
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await events.send(
    new PutTargetsCommand({ Rule, EventBusName: bus, Targets: [{ Id: "queue", Arn: QueueArn }] }),
  );
  const received: Delivered<Detail>[] = [];
  return {
    /** Everything that was delivered so far. */
    async received(): Promise<Delivered<Detail>[]> {
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
    },
  };
};
