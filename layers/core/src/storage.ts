import { callsUntil, moverClient } from "./aws/mover-client.ts";
import { createMoverStorage } from "./aws/mover-storage.ts";
import { createReconcilerStorage } from "./aws/reconciler-storage.ts";
import { createStorage } from "./aws/storage.ts";
import { env } from "./env.ts";
import type { MoverStorage } from "./ports.ts";

export { createMoverStorage } from "./aws/mover-storage.ts";
export { createReconcilerStorage } from "./aws/reconciler-storage.ts";
export { createStorage } from "./aws/storage.ts";

/** The bucket of this deployment. */
export const storage = () => createStorage(env.bucket());
export const reconcilerStorage = () => createReconcilerStorage(env.bucket());

/** The bucket for one invocation of the mover. `ends` aborts its calls. */
export const moverStorage = (): ((ends: AbortSignal) => MoverStorage) => {
  const client = moverClient();
  const bucket = env.bucket();
  return (ends) => createMoverStorage(bucket, callsUntil(client, ends));
};
