/** What every function needs of where it runs: its log and its environment. */
export { env } from "./env.ts";
export { log } from "./log.ts";
