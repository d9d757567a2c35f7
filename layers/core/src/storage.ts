import { createInboxStorage } from "./aws/inbox-storage.ts";
import { callsUntil, moverClient } from "./aws/mover-client.ts";
import { createMoverStorage } from "./aws/mover-storage.ts";
import { createReconcilerStorage } from "./aws/reconciler-storage.ts";
import { createStorage } from "./aws/storage.ts";
import { env } from "./env.ts";
import type { InboxStorage, MoverStorage } from "./ports.ts";

export { createInboxStorage } from "./aws/inbox-storage.ts";
export { createMoverStorage } from "./aws/mover-storage.ts";
export { createReconcilerStorage } from "./aws/reconciler-storage.ts";
export { createStorage } from "./aws/storage.ts";

/** The bucket of this deployment. */
export const storage = () => createStorage(env.bucket());
export const reconcilerStorage = () => createReconcilerStorage(env.bucket());

/** The bucket for one invocation of the mover. `ends` aborts its calls, except those that clean up. */
export const moverStorage = (): ((ends: AbortSignal) => MoverStorage) => {
  const client = moverClient();
  const bucket = env.bucket();
  return (ends) => createMoverStorage(bucket, callsUntil(client, ends), client);
};

/** The bucket for one invocation of the function of inbox/. An entry of its own would split the chunks of the other functions. */
export const inboxStorage = (): ((ends: AbortSignal) => InboxStorage) => {
  const client = moverClient();
  const bucket = env.bucket();
  return (ends) => createInboxStorage(bucket, callsUntil(client, ends));
};
