import type { Call, Service } from "./call.ts";
import type { When } from "./crash.ts";
import { FAULTS, type Fault } from "./faults.ts";
import type { Plan } from "./plan.ts";

/** Does something once: right before the attempt of that name is sent, or right after it took effect. */
export const onceAt =
  (name: string, when: When, work: () => Promise<void>): Plan =>
  async (call, send) => {
    if (call.name !== name) return send();
    if (when === "before") await work();
    const answer = await send();
    if (when === "after") await work();
    return answer;
  };

/** The attempt of that name goes wrong; the SDK's next does not. */
export const failsOnce =
  (name: string, fault: Fault): Plan =>
  (call, send) =>
    call.name === name ? fault(call, send) : send();

/** The service of that attempt is down from then on, as it says itself. */
export const downFrom = (from: Call): Plan => {
  let down: Service | undefined;
  return (call, send) => {
    if (call.name === from.name) down = call.service;
    return call.service === down ? FAULTS[call.service][0](call, send) : send();
  };
};
