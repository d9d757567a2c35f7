import type { Readable } from "node:stream";
import type { SQSRecord } from "aws-lambda";
import type { Tally } from "../../../functions/reconciler/ports.ts";
import type { Caller } from "../../../layers/core/src/domain/caller.ts";
import type { TimeLeft } from "../../../layers/core/src/ports.ts";
import { type Plan, undisturbed } from "./a-process.ts";
import type { Answer } from "./around-attempts.ts";
import type { Call } from "./call.ts";
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

/** The functions in a process, whichever way it runs. */
export type Functions = {
  isDead(): boolean;
  receive(record: SQSRecord, time: TimeLeft): Promise<void>;
  confirm(input: { file_id: string }, caller: Caller): Promise<unknown>;
  remove(input: { file_id: string }, caller: Caller): Promise<void>;
  reconcile(time: TimeLeft): Promise<Tally>;
};

/** Is started anew whenever its process died. */
export type TestFunction = { current(): Functions; hasDied(): boolean };

/** Only the first process is disturbed. */
export const aFunction = (
  world: World,
  plan: Plan = undisturbed,
): TestFunction & { made: readonly Call[] } => {
  const first = world.process(plan);
  let process = first;
  return {
    current() {
      if (process.isDead()) process = world.process();
      return process;
    },
    /** What the first process called. */
    made: first.made,
    hasDied: first.isDead,
  };
};

/**
 * Asks until a process lived to answer, as a client or a schedule does. What it answers, also with an error,
 * is the outcome.
 */
export const untilAnswered = async <T>(
  invoked: TestFunction,
  ask: (process: Functions) => Promise<T>,
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
