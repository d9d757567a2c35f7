/** The log and the environment, which every function needs. */
export { env } from "./env.ts";
export { log } from "./log.ts";
