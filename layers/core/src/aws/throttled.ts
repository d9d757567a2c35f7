import type { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { isThrottlingError } from "@smithy/core/retry";

/** The service refused a call because it gets too many. */
class Throttled extends Error {
  override name = "Throttled";
}

export const isThrottled = (error: unknown): boolean =>
  error instanceof Throttled || (error instanceof Error && isThrottlingError(error as never));

/**
 * The same command. If the service throttles it, the SDK throws Throttled at once: without the retries, and without the
 * pauses of up to 3 s between them. Other faults are retried as usual.
 */
export const withoutThrottlingRetries = (command: UpdateCommand): UpdateCommand => {
  command.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        // The error is no `cause`: the SDK looks for retryable errors there, too.
        if (isThrottled(error)) throw new Throttled(String(error));
        throw error;
      }
    },
    // Inside the SDK's retries, and outside of what reads the response.
    // `override`, because the document client adds a command's middlewares twice.
    { step: "finalizeRequest", priority: "low", name: "withoutThrottlingRetries", override: true } as never,
  );
  return command;
};
