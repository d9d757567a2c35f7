import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateEventBusCommand, DeleteEventBusCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { FileStatusChanged } from "@malote/core";
import { createEventBus } from "@malote/core/events";
import { createSecrets } from "@malote/core/webhook-secrets";
import {
  createDeadLetters,
  createDeliveryQueue,
  createDeliveryTable,
  createEndpointTable,
  type Delivery,
  type DeliveryQueue,
  type Endpoint,
} from "@malote/core/webhooks";
import { anEndpoint } from "#testing/webhooks.ts";
import { publishChanges } from "../../../functions/status-events/publish-changes.ts";
import { deliver } from "../../../functions/webhook-deliver/deliver.ts";
import type { Answer } from "../../../functions/webhook-deliver/post.ts";
import { fanOut } from "../../../functions/webhook-fanout/fan-out.ts";
import { sweep } from "../../../functions/webhook-sweep/sweep.ts";
import { type Rule, temporaryRule } from "../../../smoke/temporary-rule.ts";
import { Died, type Plan, undisturbed } from "./plan.ts";
import { awsConfig } from "./servers.ts";
import {
  DELIVERIES_TABLE,
  DELIVERY_VISIBILITY_SECONDS,
  MAX_DELIVERY_RECEIVES,
  WEBHOOKS_TABLE,
} from "./template.ts";
import { limited, underAPlan } from "./under-a-plan.ts";

/** What a receiver got. */
export type Posted = { webhook_id: string; id: string; body: string };

/** What a receiver responds to its attempt number `nth`, from 0 on. */
export type Receiver = (nth: number) => Answer;

export type ChangesWorld = Awaited<ReturnType<typeof createChangesWorld>>;
export type ChangesProcess = ReturnType<ChangesWorld["process"]>;

/** One key for all worlds of a test file. */
let key: Promise<string> | undefined;
const keyId = (): Promise<string> => {
  const create = async () => {
    const { KeyMetadata } = await new KMSClient(awsConfig()).send(new CreateKeyCommand({}));
    return KeyMetadata?.KeyId ?? "";
  };
  key ??= create();
  return key;
};

/** The tables and queues of webhooks as the template has them, and a bus with a reader, of one test's own. */
const createChangesWorld = async (receiver: Receiver) => {
  const dynamodb = new DynamoDBClient(awsConfig());
  const clients = { events: new EventBridgeClient(awsConfig()), sqs: new SQSClient(awsConfig()) };
  const documents = DynamoDBDocumentClient.from(dynamodb);
  const name = `chaos-${randomUUID()}`;
  const names = { webhooks: `${name}-webhooks`, deliveries: `${name}-deliveries`, bus: name };
  const [kmsKey, queues, rule] = await Promise.all([
    keyId(),
    createQueues(clients.sqs, name),
    openBus(clients, name),
    dynamodb.send(new CreateTableCommand({ ...WEBHOOKS_TABLE, TableName: names.webhooks })),
    dynamodb.send(new CreateTableCommand({ ...DELIVERIES_TABLE, TableName: names.deliveries })),
  ]);
  const endpoints = createEndpointTable(names.webhooks, documents);
  const secrets = createSecrets(kmsKey, new KMSClient(awsConfig()));
  const posted: Posted[] = [];
  const ended: (() => void)[] = [];
  let offset = 0;
  const clock = () => new Date(Date.now() + offset);

  const process = (plan: Plan = undisturbed) => {
    const { made, isDead, tap } = underAPlan(new Map(), plan);
    const config = { ...awsConfig(), ...limited() };
    const own = {
      dynamodb: tap(new DynamoDBClient(config)),
      sqs: tap(new SQSClient(config)),
      kms: tap(new KMSClient(config)),
      events: tap(new EventBridgeClient(config)),
    };
    ended.push(() => Object.values(own).forEach((client) => void client.destroy()));
    const table = DynamoDBDocumentClient.from(own.dynamodb);
    const delayed = createDeliveryQueue(queues.deliveryUrl, own.sqs);
    // A message of SQS waits in real time. So none waits here; the schedule is in tests/unit/webhooks.
    const queue: DeliveryQueue = { send: (messages) => delayed.send(messages) };
    const ports = {
      endpoints: createEndpointTable(names.webhooks, table),
      deliveries: createDeliveryTable(names.deliveries, table),
      queue,
      deadLetters: createDeadLetters(queues.deadUrl, own.sqs),
      secrets: createSecrets(kmsKey, own.kms),
      clock,
    };
    return {
      made,
      isDead,
      publish: publishChanges({
        bus: createEventBus(names.bus, own.events),
        report: { published() {}, notPublished() {} },
      }),
      fanOut: fanOut({ ...ports, report: { queued() {}, notQueued() {} } }),
      attempt: deliver({
        ...ports,
        async post(url, headers, body) {
          if (isDead()) throw new Died();
          const webhook_id = new URL(url).hostname;
          const nth = posted.filter((one) => one.webhook_id === webhook_id).length;
          posted.push({ webhook_id, id: String(headers["webhook-id"]), body });
          return receiver(nth);
        },
      }),
      sweep: sweep(ports),
    };
  };

  return {
    ...queues,
    sqs: clients.sqs,
    posted,
    endpoints,
    process,
    pass(seconds: number) {
      offset += seconds * 1000;
    },
    /** Adds a webhook, whose id is the host of its URL. */
    async subscribe(host: string, endpoint: Partial<Endpoint> = {}) {
      const ciphertext = await secrets.encrypt(host, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
      const created_at = clock().toISOString();
      await endpoints.create(
        anEndpoint({
          webhook_id: host,
          url: `https://${host}/`,
          secrets: [{ ciphertext, created_at }],
          ...endpoint,
        }),
      );
    },
    deliveryTable: createDeliveryTable(names.deliveries, documents),
    async deliveries(): Promise<Delivery[]> {
      const found: Delivery[] = [];
      for await (const { Items = [] } of paginateScan({ client: documents }, { TableName: names.deliveries }))
        found.push(...(Items as Delivery[]));
      return found;
    },
    /** The events that the bus delivered, once nothing more comes. */
    async published(): Promise<FileStatusChanged[]> {
      for (let count = -1; ; ) {
        const events = await rule.received();
        if (events.length === count) return events.map(({ detail }) => detail);
        count = events.length;
      }
    },
    async end() {
      await rule.remove();
      await clients.events.send(new DeleteEventBusCommand({ Name: names.bus }));
      for (const close of ended) close();
      for (const client of [dynamodb, ...Object.values(clients)]) client.destroy();
    },
  };
};

const createQueues = async (sqs: SQSClient, name: string) => {
  const create = async (QueueName: string, Attributes: Record<string, string> = {}): Promise<string> => {
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl;
  };
  const deadUrl = await create(`${name}-dead`);
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: deadUrl, AttributeNames: ["QueueArn"] }),
  );
  const deliveryUrl = await create(`${name}-deliveries`, {
    VisibilityTimeout: String(DELIVERY_VISIBILITY_SECONDS),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: Attributes?.QueueArn,
      maxReceiveCount: MAX_DELIVERY_RECEIVES,
    }),
  });
  return { deliveryUrl, deadUrl };
};

const openBus = async (
  clients: { events: EventBridgeClient; sqs: SQSClient },
  name: string,
): Promise<Rule<FileStatusChanged>> => {
  await clients.events.send(new CreateEventBusCommand({ Name: name }));
  return temporaryRule(clients, { name, bus: name, pattern: { source: ["malote"] } });
};

/** Such a world for as long as `work` takes. */
export const withChanges = async <T>(
  receiver: Receiver,
  work: (world: ChangesWorld) => Promise<T>,
): Promise<T> => {
  const world = await createChangesWorld(receiver);
  try {
    return await work(world);
  } finally {
    await world.end();
  }
};
