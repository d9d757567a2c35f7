import { required, yesOrNo } from "./env.ts";

/** The variables of the functions of webhooks, apart from those of all others, which would load their names. */
export const webhookEnv = {
  webhooksTable: () => required("WEBHOOKS_TABLE"),
  deliveriesTable: () => required("DELIVERIES_TABLE"),
  deliveryQueueUrl: () => required("DELIVERY_QUEUE_URL"),
  deliveryDeadLetterQueueUrl: () => required("DELIVERY_DEAD_LETTER_QUEUE_URL"),
  /** The key of KMS under which the secrets are. */
  webhookKeyId: () => required("WEBHOOK_KEY_ID"),
  /** Whether webhooks may be sent by plain HTTP, and to private addresses. */
  localWebhooks: () => yesOrNo("LOCAL_WEBHOOKS"),
};
