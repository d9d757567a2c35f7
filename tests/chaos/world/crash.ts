import type { Call } from "./call.ts";
import { discard, type Plan, undisturbed } from "./plan.ts";
import type { Functions, World } from "./types.ts";

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

/** Is started anew whenever its process died. */
export type TestFunction<P extends Mortal = Functions> = { current(): P; hasDied(): boolean };

type Mortal = { isDead(): boolean };

/** Only the first process is disturbed. */
export const startedAnew = <P extends Mortal & { made: readonly Call[] }>(
  start: (plan?: Plan) => P,
  plan: Plan,
): TestFunction<P> & { made: readonly Call[] } => {
  const first = start(plan);
  let process = first;
  return {
    current() {
      if (process.isDead()) process = start();
      return process;
    },
    /** What the first process called. */
    made: first.made,
    hasDied: first.isDead,
  };
};

/** The functions of a world, as above. */
export const aFunction = (world: World, plan: Plan = undisturbed): TestFunction & { made: readonly Call[] } =>
  startedAnew(world.process, plan);

/**
 * Asks until a process lived to answer, as a client or a schedule does. What it answers, also with an error,
 * is the outcome.
 */
export const untilAnswered = async <T, P extends Mortal = Functions>(
  invoked: TestFunction<P>,
  ask: (process: P) => Promise<T>,
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
