import type { Delivery, DeliveryMessage } from "../domain/webhooks/delivery.ts";
import type { Endpoint } from "../domain/webhooks/endpoint.ts";
import type {
  DeadLetters,
  DeliveryQueue,
  DueDelivery,
  Endpoints,
  Secrets,
  WebhookDeliveries,
} from "../domain/webhooks/ports.ts";

/** What happens before or after a call, such as a fault. */
export type Around = (call: string) => void;

/** The two tables, in memory. What they return is a copy, as from DynamoDB. */
export const fakeTables = (around: Around = () => {}) => {
  const endpoints = new Map<string, Endpoint>();
  const deliveries = new Map<string, Delivery>();
  const keyOf = (webhookId: string, deliveryId: string) => `${webhookId} ${deliveryId}`;

  const endpointTable: Endpoints = {
    async list() {
      around("endpoints.list");
      return structuredClone([...endpoints.values()]);
    },
    async get(id) {
      around("endpoints.get");
      return structuredClone(endpoints.get(id));
    },
    async create(endpoint) {
      around("endpoints.create");
      endpoints.set(endpoint.webhook_id, structuredClone(endpoint));
    },
    async save(before, after) {
      around("endpoints.save");
      if (endpoints.get(before.webhook_id)?.version !== before.version) return false;
      endpoints.set(after.webhook_id, structuredClone(after));
      return true;
    },
    async delete(id) {
      around("endpoints.delete");
      return endpoints.delete(id);
    },
  };

  const deliveryTable: WebhookDeliveries = {
    async create(delivery) {
      around("deliveries.create");
      const key = keyOf(delivery.webhook_id, delivery.delivery_id);
      if (!deliveries.has(key)) deliveries.set(key, structuredClone(delivery));
      around("deliveries.create, response");
    },
    async get(webhookId, deliveryId) {
      around("deliveries.get");
      return structuredClone(deliveries.get(keyOf(webhookId, deliveryId)));
    },
    async save(before, after) {
      around("deliveries.save");
      const key = keyOf(before.webhook_id, before.delivery_id);
      if (deliveries.get(key)?.version !== before.version) return false;
      deliveries.set(key, structuredClone(after));
      around("deliveries.save, response");
      return true;
    },
    async list(webhookId, limit, after) {
      const all = [...deliveries.values()]
        .filter(({ webhook_id, delivery_id }) => webhook_id === webhookId && (!after || delivery_id < after))
        .toSorted((a, b) => (a.delivery_id < b.delivery_id ? 1 : -1));
      const page = all.slice(0, limit);
      const next = all.length > limit ? page.at(-1)?.delivery_id : undefined;
      return { deliveries: structuredClone(page), ...(next !== undefined && { next }) };
    },
    async due(shard, now, limit) {
      around("deliveries.due");
      return [...deliveries.values()]
        .flatMap(({ webhook_id, delivery_id, version, due_shard, due_at }): DueDelivery[] =>
          due_shard === String(shard) && due_at !== undefined && due_at <= now
            ? [{ webhook_id, delivery_id, version, due_at }]
            : [],
        )
        .toSorted((a, b) => (a.due_at < b.due_at ? -1 : 1))
        .slice(0, limit);
    },
    async postpone(due, until) {
      around("deliveries.postpone");
      const current = deliveries.get(keyOf(due.webhook_id, due.delivery_id));
      if (current?.version !== due.version || current.due_at !== due.due_at) return false;
      current.due_at = until;
      return true;
    },
  };
  return { endpoints: endpointTable, deliveries: deliveryTable, stored: { endpoints, deliveries } };
};

/** A queue that keeps what was sent, and the seconds for which it is delayed. */
export const fakeQueue = () => {
  const sent: { message: DeliveryMessage; delaySeconds: number }[] = [];
  const dead: DeliveryMessage[] = [];
  const queue: DeliveryQueue = {
    async send(messages, delaySeconds = 0) {
      sent.push(
        ...messages.map(({ webhook_id, delivery_id, version }) => ({
          message: { webhook_id, delivery_id, version },
          delaySeconds,
        })),
      );
      return [];
    },
  };
  const deadLetters: DeadLetters = {
    async send({ webhook_id, delivery_id, version }) {
      dead.push({ webhook_id, delivery_id, version });
    },
  };
  return { queue, deadLetters, sent, dead };
};

/** A ciphertext that shows for which endpoint it is. */
export const fakeSecrets: Secrets = {
  encrypt: async (webhookId, secret) => `${webhookId} ${secret}`,
  decrypt: async (webhookId, ciphertext) => {
    if (!ciphertext.startsWith(`${webhookId} `)) throw new Error("InvalidCiphertextException");
    return ciphertext.slice(webhookId.length + 1);
  },
};
