import type { Clock } from "@malote/core";
import {
  type Attempt,
  begun,
  type DeadLetters,
  type Delivery,
  type DeliveryMessage,
  type DeliveryQueue,
  type Endpoint,
  type Endpoints,
  ended,
  inState,
  MAX_DELIVERY_ATTEMPTS,
  postponed,
  type Secrets,
  validSecrets,
  type WebhookDeliveries,
} from "@malote/core/webhooks";
import type { Answer, Post } from "./post.ts";
import { signedHeaders } from "./sign.ts";

export type DeliverOutcome = "delivered" | "retried" | "given-up" | "gone" | "cancelled" | "out-of-date";

export type DeliverPorts = {
  endpoints: Pick<Endpoints, "get" | "save">;
  deliveries: Pick<WebhookDeliveries, "get" | "save">;
  queue: DeliveryQueue;
  deadLetters: DeadLetters;
  secrets: Pick<Secrets, "decrypt">;
  post: Post;
  clock: Clock;
};

/**
 * One attempt of one delivery. The attempt is written before it is made. So a message that comes twice makes one attempt, and
 * one that kills the function again and again ends like any other.
 * @throws what DynamoDB, KMS or SQS throw. The queue repeats the message; if the attempt had begun, the sweep continues.
 */
export const deliver =
  (ports: DeliverPorts) =>
  async (message: DeliveryMessage): Promise<DeliverOutcome> => {
    const { endpoints, deliveries, clock } = ports;
    const { webhook_id, delivery_id, version } = message;
    const delivery = await deliveries.get(webhook_id, delivery_id);
    if (!delivery || delivery.version !== version) return "out-of-date";
    const endpoint = await endpoints.get(webhook_id);
    if (!endpoint || endpoint.state === "disabled") {
      await deliveries.save(delivery, ended(delivery, "cancelled"));
      return "cancelled";
    }
    // The last attempt began, and the function did not live to write its end.
    if (delivery.state === "waiting" && delivery.attempts >= MAX_DELIVERY_ATTEMPTS)
      return giveUp(ports, endpoint, delivery, ended(delivery, "failed"), "The last attempt was cut off.");
    const now = clock();
    // Before the attempt begins, so that a fault of KMS uses none up.
    const secrets = await Promise.all(
      validSecrets(endpoint, now.toISOString()).map(({ ciphertext }) =>
        ports.secrets.decrypt(webhook_id, ciphertext),
      ),
    );
    const running = begun(delivery, now.toISOString());
    if (!(await deliveries.save(delivery, running))) return "out-of-date";
    const headers = signedHeaders(delivery_id, running.body, secrets, now);
    const answer = await ports.post(endpoint.url, headers, running.body);
    return settle(ports, endpoint, running, answer, now);
  };

/** Writes what came of an attempt. */
const settle = async (
  ports: DeliverPorts,
  endpoint: Endpoint,
  running: Delivery,
  answer: Answer,
  began: Date,
): Promise<DeliverOutcome> => {
  const { deliveries, queue, clock } = ports;
  const ms = clock().getTime() - began.getTime();
  const { response, ...result } = { response: undefined, ...answer };
  const attempt: Attempt = { at: began.toISOString(), ms, ...result };
  const outcome = { attempt, response };
  const status = "status" in answer ? answer.status : 0;
  if (status >= 200 && status < 300) {
    await deliveries.save(running, ended(running, "delivered", outcome));
    if (endpoint.state === "failing") await changeState(ports, endpoint, "active");
    return "delivered";
  }
  if (status === 410) {
    await changeState(ports, endpoint, "disabled", "The receiver responded 410, which ends it.");
    await deliveries.save(running, ended(running, "failed", outcome));
    return "gone";
  }
  if (running.attempts >= MAX_DELIVERY_ATTEMPTS)
    return giveUp(ports, endpoint, running, ended(running, "failed", outcome), reasonOf(answer));
  const { delivery, delaySeconds } = postponed(running, outcome, clock().toISOString());
  // What SQS does not take now is found by the sweep.
  if ((await deliveries.save(running, delivery)) && delaySeconds !== undefined)
    await queue.send([delivery], delaySeconds);
  return "retried";
};

/** The delivery is written last. Until then the sweep finds it, and a dead letter that comes twice is one of the same version. */
const giveUp = async (
  ports: DeliverPorts,
  endpoint: Endpoint,
  before: Delivery,
  failed: Delivery,
  reason: string,
): Promise<DeliverOutcome> => {
  await ports.deadLetters.send(failed);
  if (endpoint.state === "active") await changeState(ports, endpoint, "failing", reason);
  await ports.deliveries.save(before, failed);
  return "given-up";
};

/** A change that an operator makes at the same time stays: the state of what the operator wrote is changed. */
const changeState = async (
  { endpoints, clock }: DeliverPorts,
  endpoint: Endpoint,
  state: Endpoint["state"],
  reason?: string,
): Promise<void> => {
  let current: Endpoint | undefined = endpoint;
  for (let tries = 0; tries < 3 && current && current.state !== "disabled"; tries++) {
    if (await endpoints.save(current, inState(current, state, clock().toISOString(), reason))) return;
    current = await endpoints.get(endpoint.webhook_id);
  }
};

const reasonOf = (answer: Answer): string =>
  "status" in answer ? `The receiver responded ${answer.status}.` : answer.error;
