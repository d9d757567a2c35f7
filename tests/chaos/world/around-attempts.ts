import type { HttpResponse } from "@smithy/core/protocols";
import type { Call, Sending } from "./call.ts";

export type Answer = { response: HttpResponse };

/** Stands around every attempt: sends it, or does not, or sends it and keeps the answer back. */
export type Around = (call: Call, send: () => Promise<Answer>) => Promise<Answer>;

type Next = (args: { input: Sending["input"] }) => Promise<Answer>;

/** Every client of the SDK; the types of their middlewares differ and are of no interest here. */
type Client = { middlewareStack: { add(middleware: never, options: never): void } };

/**
 * The same client with `around` as its innermost middleware: behind the SDK's retries, which it so sees one by
 * one, and before the SDK reads the answer, which is so read as any. A handler of requests would stand there as
 * well, but does not know a call's name and input.
 */
export const aroundAttempts = <C extends Client>(
  client: C,
  nameOf: (sending: Sending) => Call,
  around: Around,
): C => {
  const middleware =
    (next: Next, { clientName, commandName }: Omit<Sending, "input">) =>
    (args: Parameters<Next>[0]) =>
      around(nameOf({ clientName, commandName, input: args.input }), () => next(args));
  client.middlewareStack.add(
    middleware as never,
    { step: "deserialize", priority: "low", name: "chaos" } as never,
  );
  return client;
};
