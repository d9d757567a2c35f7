import type { Call, Service } from "./call.ts";
import type { When } from "./crash.ts";
import { FAULTS, type Fault } from "./faults.ts";
import type { Plan } from "./plan.ts";

/** Runs `work` once: right before the attempt with this name is sent, or right after it took effect. */
export const onceAt =
  (name: string, when: When, work: () => Promise<void>): Plan =>
  async (call, send) => {
    if (call.name !== name) return send();
    if (when === "before") await work();
    const response = await send();
    if (when === "after") await work();
    return response;
  };

/** The attempt with this name fails. The SDK's retry does not fail. */
export const failsOnce =
  (name: string, fault: Fault): Plan =>
  (call, send) =>
    call.name === name ? fault(call, send) : send();

/** From this attempt on, its service responds with its own error for being down. */
export const downFrom = (from: Call): Plan => {
  let down: Service | undefined;
  return (call, send) => {
    if (call.name === from.name) down = call.service;
    return call.service === down ? FAULTS[call.service][0](call, send) : send();
  };
};
