import { MaloteError } from "../errors.ts";
import { MAX_ENDPOINTS } from "./endpoint.ts";

export class WebhookNotFound extends MaloteError {
  readonly code = "webhook-not-found";
  readonly status = 404;
  readonly title = "There is no such webhook";
  constructor() {
    super("No webhook has this id; GET /webhooks lists them.");
  }
}

export class DeliveryNotFound extends MaloteError {
  readonly code = "delivery-not-found";
  readonly status = 404;
  readonly title = "There is no such delivery";
  constructor() {
    super("This webhook has no such delivery; deliveries are kept for seven days.");
  }
}

export class TooManyWebhooks extends MaloteError {
  readonly code = "too-many-webhooks";
  readonly status = 409;
  readonly title = "There are too many webhooks";
  constructor() {
    super(`A deployment has up to ${MAX_ENDPOINTS} webhooks; delete one that is not needed.`);
  }
}

/** Another writer changed the endpoint or the delivery between our read and our write. */
export class WebhookChanged extends MaloteError {
  readonly code = "webhook-changed";
  readonly status = 409;
  readonly title = "The webhook changed in the meantime";
  override readonly retryAfter = 1;
  constructor() {
    super("Another change came first; look at the webhook and call again if it is still wanted.");
  }
}

export class WebhookDisabled extends MaloteError {
  readonly code = "webhook-disabled";
  readonly status = 409;
  readonly title = "The webhook is disabled";
  constructor() {
    super(
      "Nothing is sent to a disabled webhook; set its state to active first, with PATCH /webhooks/{webhook_id}.",
    );
  }
}
