import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { secondsAfter } from "@malote/core";
import {
  createDeadLetters,
  createDeliveryQueue,
  type DeliveryMessage,
  type Endpoint,
} from "@malote/core/webhooks";
import { mockClient } from "aws-sdk-client-mock";
import { NOW } from "#testing/builders.ts";
import { type Around, fakeSecrets, fakeTables } from "#testing/fake-webhooks.ts";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { anEndpoint } from "#testing/webhooks.ts";
import { deliver } from "../../../functions/webhook-deliver/deliver.ts";
import type { Answer } from "../../../functions/webhook-deliver/post.ts";
import { fanOut } from "../../../functions/webhook-fanout/fan-out.ts";
import { sweep } from "../../../functions/webhook-sweep/sweep.ts";
import { numberOf, property } from "../template.ts";

/** A message of SQS: from when on it is visible, and how often it was received. */
type Queued = { body: DeliveryMessage; group: string; visibleAt: number; received: number };

export type Received = { webhook_id: string; id: string; body: string; at: number };
export type Receiver = (world: { seconds: number; received: Received }) => { takes: number; answer: Answer };

type WorldOptions = {
  /** The receivers by the host of their URLs. */
  receivers: Record<string, Receiver>;
  /** Throws now and then, when the functions call DynamoDB. */
  around?: Around;
  /** Throws now and then, before SQS took messages or after it. */
  aroundQueue?: Around;
};

/**
 * The functions of webhooks with tables, a queue and receivers whose time is simulated: a receiver that takes ten seconds takes
 * none. The queue delivers as AWS describes fair queues: a message of the group with the fewest messages in flight comes first.
 */
export const aWorld = ({ receivers, around = () => {}, aroundQueue = () => {} }: WorldOptions) => {
  let seconds = 0;
  /** What runs and does not wait for simulated time. */
  let busy = 0;
  const timers: { at: number; run: () => void }[] = [];
  const clock = () => new Date(secondsAfter(NOW, seconds));
  const sleep = (duration: number): Promise<void> =>
    new Promise((resolve) => {
      busy--;
      timers.push({
        at: seconds + duration,
        run: () => {
          busy++;
          resolve();
        },
      });
    });

  const queue: Queued[] = [];
  const dead: DeliveryMessage[] = [];
  const client = new SQSClient(SDK_CONFIG);
  type Entry = { MessageBody: string; MessageGroupId: string; DelaySeconds?: number };
  const take = ({ MessageBody, MessageGroupId, DelaySeconds = 0 }: Entry) => {
    if (DelaySeconds > 900) throw new Error("InvalidParameterValue");
    const visibleAt = seconds + DelaySeconds;
    queue.push({ body: JSON.parse(MessageBody), group: MessageGroupId, visibleAt, received: 0 });
    timers.push({ at: visibleAt, run: pump });
  };
  mockClient(client)
    .on(SendMessageBatchCommand)
    .callsFake(({ Entries }: { Entries: Entry[] }) => {
      if (Entries.length > 10) throw new Error("TooManyEntriesInBatchRequest");
      aroundQueue("sqs.send");
      Entries.forEach(take);
      aroundQueue("sqs.send, response");
      return {};
    })
    .on(SendMessageCommand)
    .callsFake(({ MessageBody }: Entry) => {
      aroundQueue("sqs.send");
      dead.push(JSON.parse(MessageBody));
      return {};
    });

  const tables = fakeTables(around);
  const received: Received[] = [];
  const ports = {
    ...tables,
    queue: createDeliveryQueue("https://sqs/deliveries", client),
    deadLetters: createDeadLetters("https://sqs/dead", client),
    secrets: fakeSecrets,
    clock,
  };
  const attempt = deliver({
    ...ports,
    post: async (url, headers, body) => {
      const { hostname } = new URL(url);
      const got = { webhook_id: hostname, id: String(headers["webhook-id"]), body, at: seconds };
      const { takes, answer } = receivers[hostname]?.({ seconds, received: got }) ?? {
        takes: 0,
        answer: { error: "no such receiver" },
      };
      await sleep(takes);
      if ("status" in answer) received.push(got);
      return answer;
    },
  });

  const { BatchSize, ScalingConfig } = property<{
    Queue: { Properties: { BatchSize: number; ScalingConfig: { MaximumConcurrency: number } } };
  }>("WebhookDeliver", "Events").Queue.Properties;
  const atOnce = BatchSize * ScalingConfig.MaximumConcurrency;
  const { maxReceiveCount } = property<{ maxReceiveCount: number }>("DeliveryQueue", "RedrivePolicy");
  const inFlight = new Map<string, number>();
  const countIn = (group: string) => inFlight.get(group) ?? 0;
  /** Receives as many messages as may be in flight. */
  const pump = (): void => {
    while ([...inFlight.values()].reduce((sum, count) => sum + count, 0) < atOnce) {
      const [next] = queue
        .filter(({ visibleAt }) => visibleAt <= seconds)
        .sort((a, b) => countIn(a.group) - countIn(b.group) || a.visibleAt - b.visibleAt);
      if (!next) return;
      queue.splice(queue.indexOf(next), 1);
      inFlight.set(next.group, countIn(next.group) + 1);
      busy++;
      attempt(next.body)
        .catch(() => {
          const again = { ...next, received: next.received + 1 };
          if (again.received >= maxReceiveCount) return void dead.push(next.body);
          again.visibleAt = seconds + numberOf("DeliveryQueue", "VisibilityTimeout");
          queue.push(again);
          timers.push({ at: again.visibleAt, run: pump });
        })
        .finally(() => {
          busy--;
          inFlight.set(next.group, countIn(next.group) - 1);
          pump();
        });
    }
  };

  const run = sweep(ports);
  const everyMinute = (): void => {
    busy++;
    run(() => 50_000)
      .catch(() => {})
      .finally(() => {
        busy--;
        timers.push({ at: seconds + 60, run: everyMinute });
      });
  };
  timers.push({ at: 60, run: everyMinute });

  const settle = async () => {
    do await new Promise(setImmediate);
    while (busy > 0);
  };
  /** Goes on until `end`, in simulated seconds. */
  const runUntil = async (end: number): Promise<void> => {
    for (;;) {
      await settle();
      const [next] = timers.sort((a, b) => a.at - b.at);
      if (!next || next.at > end) break;
      timers.shift();
      seconds = Math.max(seconds, next.at);
      next.run();
    }
    seconds = end;
  };

  return {
    tables,
    received,
    dead,
    runUntil,
    /** Adds an endpoint whose receiver is the one of this host. Its id is the host. */
    subscribe: async (host: string, endpoint: Partial<Endpoint> = {}) => {
      const ciphertext = await fakeSecrets.encrypt(host, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
      tables.stored.endpoints.set(
        host,
        anEndpoint({
          webhook_id: host,
          url: `https://${host}/`,
          secrets: [{ ciphertext, created_at: NOW }],
          ...endpoint,
        }),
      );
    },
    fanOut: fanOut({ ...ports, report: { queued: () => {}, notQueued: () => {} } }),
  };
};
