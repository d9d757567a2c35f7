import type { Delivery, DeliveryMessage } from "./delivery.ts";
import type { Endpoint } from "./endpoint.ts";

/** The table of endpoints. */
export type Endpoints = {
  /** All of them, in no order, as of the last write. */
  list(): Promise<Endpoint[]>;
  get(webhookId: string): Promise<Endpoint | undefined>;
  create(endpoint: Endpoint): Promise<void>;
  /** Writes `after` if the endpoint still has the version of `before`. */
  save(before: Endpoint, after: Endpoint): Promise<boolean>;
  /** Deletes its URL and its secrets. Returns whether there was one. */
  delete(webhookId: string, at: string): Promise<boolean>;
};

export type DeliveryPage = { deliveries: Delivery[]; next?: string };

/** A delivery that the sweep must look at. */
export type DueDelivery = DeliveryMessage & Pick<Required<Delivery>, "due_at">;

/** The table of deliveries. */
export type WebhookDeliveries = {
  /** Writes a new delivery. One that exists stays as it is. */
  create(delivery: Delivery): Promise<void>;
  get(webhookId: string, deliveryId: string): Promise<Delivery | undefined>;
  /** Writes `after` if the delivery still has the version of `before`. */
  save(before: Delivery, after: Delivery): Promise<boolean>;
  /** Those of an endpoint, newest first, older than `after`. */
  list(webhookId: string, limit: number, after?: string): Promise<DeliveryPage>;
  /** Those of one shard that are due, longest overdue first. The index is eventually consistent. */
  due(shard: number, now: string, limit: number): Promise<DueDelivery[]>;
  /** Moves due_at, if neither it nor the version has changed. */
  postpone(due: DueDelivery, until: string): Promise<boolean>;
};

/** The queue of deliveries, in which a message's group is its endpoint. */
export type DeliveryQueue = {
  /** Returns the messages that SQS did not take. */
  send(messages: readonly DeliveryMessage[], delaySeconds?: number): Promise<DeliveryMessage[]>;
};

export type DeadLetters = { send(message: DeliveryMessage): Promise<void> };

/** Secrets at rest. A ciphertext can be read only for the endpoint for which it was made. */
export type Secrets = {
  encrypt(webhookId: string, secret: string): Promise<string>;
  decrypt(webhookId: string, ciphertext: string): Promise<string>;
};
