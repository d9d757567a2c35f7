export type { Clock } from "./clock.ts";
export { FORWARD_DEFAULTS, type ForwardLimits } from "./limits.ts";
export type { LineState } from "./line.ts";
export type { ForwardMetrics, Work } from "./metrics.ts";
export { type Forwarder, type ForwarderOptions, startForwarder } from "./start-forwarder.ts";
