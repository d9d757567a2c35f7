import { createEventBus } from "./aws/event-bus.ts";
import { env } from "./env.ts";

export { createEventBus } from "./aws/event-bus.ts";
export { type Write, writeOf } from "./aws/stream-record.ts";

/** The event bus of this deployment. */
export const eventBus = () => createEventBus(env.eventBus());
