import type { Readable } from "node:stream";
import { type Plan, type Process, undisturbed } from "./a-process.ts";
import type { Answer } from "./around-attempts.ts";
import type { World } from "./world.ts";

/** Before it was sent, so that it never happened; or once it took effect, with its answer unread. */
export type When = "before" | "after";

/** The process dies at the attempt of that name. */
export const dieAt =
  (name: string, when: When): Plan =>
  async (call, send, die) => {
    if (call.name !== name) return send();
    if (when === "after") await send().then(discard, () => {});
    return die();
  };

/** Nobody reads that answer: its connection is let go. */
export const discard = ({ response }: Answer): void => {
  (response.body as Readable | undefined)?.destroy();
};

/** Both plans, `outer` around `inner`: what `inner` does counts as the service's answer. */
export const both =
  (outer: Plan, inner: Plan): Plan =>
  (call, send, die) =>
    outer(call, () => inner(call, send, die), die);

/** A function that is started anew whenever its process died. Only the first one is disturbed. */
export const aFunction = (world: World, plan: Plan = undisturbed) => {
  const first = world.process(plan);
  let process = first;
  return {
    current(): Process {
      if (process.isDead()) process = world.process();
      return process;
    },
    /** What the first process called. */
    made: first.made,
    hasDied: first.isDead,
  };
};

export type TestFunction = ReturnType<typeof aFunction>;

/**
 * Asks until a process lived to answer, as a client or a schedule does. What it answers, also with an error,
 * is the outcome.
 */
export const untilAnswered = async <T>(
  invoked: TestFunction,
  ask: (process: Process) => Promise<T>,
): Promise<T> => {
  for (;;) {
    const process = invoked.current();
    const outcome = await ask(process).then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    if (!process.isDead()) return outcome();
  }
};
