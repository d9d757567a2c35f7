import type { HttpResponse } from "@smithy/core/protocols";
import type { Call, Sending } from "./call.ts";

export type Answer = { response: HttpResponse };

/** Wraps every attempt: it sends the attempt, or does not send it, or sends it and withholds the response. */
export type Around = (call: Call, send: () => Promise<Answer>) => Promise<Answer>;

type Next = (args: { input: Sending["input"] }) => Promise<Answer>;

/** Any client of the SDK. The types of their middlewares differ, and do not matter here. */
type Client = { middlewareStack: { add(middleware: never, options: never): void } };

/**
 * The same client with `around` as its innermost middleware: after the SDK's retries, so it sees each attempt, and
 * before the SDK reads the response, so the SDK reads it like any response. A request handler would be at the same
 * place, but does not have a call's name and input.
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
