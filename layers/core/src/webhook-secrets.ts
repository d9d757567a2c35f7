import { createSecrets } from "./aws/webhooks/secret-key.ts";
import { webhookEnv } from "./webhook-env.ts";

export { createSecrets } from "./aws/webhooks/secret-key.ts";

/** The secrets of webhooks under the key of this deployment. */
export const webhookSecrets = () => createSecrets(webhookEnv.webhookKeyId());
