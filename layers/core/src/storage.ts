import { createMoverStorage } from "./aws/mover-storage.ts";
import { createStorage } from "./aws/storage.ts";
import { env } from "./env.ts";

export { createMoverStorage } from "./aws/mover-storage.ts";
export { createStorage } from "./aws/storage.ts";

/** The bucket of this deployment. */
export const storage = () => createStorage(env.bucket());
export const moverStorage = () => createMoverStorage(env.bucket());
