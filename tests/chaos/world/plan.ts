import type { Readable } from "node:stream";
import type { Answer, Around } from "./around-attempts.ts";

/** Thrown in a process that has ended: none of its calls reaches a server. */
export class Died extends Error {
  override name = "Died";
}

/** What happens around each attempt of one process. `die` ends the process and every later attempt of it. */
export type Plan = (...of: [...Parameters<Around>, die: () => never]) => ReturnType<Around>;

export const undisturbed: Plan = (_, send) => send();

/** Both plans, `outer` around `inner`: the result of `inner` counts as the service's response. */
export const both =
  (outer: Plan, inner: Plan): Plan =>
  (call, send, die) =>
    outer(call, () => inner(call, send, die), die);

/** Closes the connection of a response that is not read. */
export const discard = ({ response }: Answer): void => {
  (response.body as Readable | undefined)?.destroy();
};
