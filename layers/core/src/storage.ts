import { createMoverStorage } from "./aws/mover-storage.ts";
import { createReconcilerStorage } from "./aws/reconciler-storage.ts";
import { createStorage } from "./aws/storage.ts";
import { env } from "./env.ts";

export { createMoverStorage } from "./aws/mover-storage.ts";
export { createReconcilerStorage } from "./aws/reconciler-storage.ts";
export { createStorage } from "./aws/storage.ts";

/** The bucket of this deployment. */
export const storage = () => createStorage(env.bucket());
export const moverStorage = () => createMoverStorage(env.bucket());
export const reconcilerStorage = () => createReconcilerStorage(env.bucket());
