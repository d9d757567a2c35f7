/** What every function needs of where it runs: its log, its environment, which faults pass. */
export { isRetryable } from "./aws/faults.ts";
export { env } from "./env.ts";
export { log } from "./log.ts";
