import { createEventBus } from "./aws/event-bus.ts";
import { env } from "./env.ts";

export { createEventBus } from "./aws/event-bus.ts";

/** The event bus of this deployment. */
export const eventBus = () => createEventBus(env.eventBus());
