import { log, password, text } from "@clack/prompts";
import { CommandError, EXIT } from "../exit.ts";
import type { Prompts } from "../io.ts";

/** Asks on the standard error, so that the standard output has results only. */
export const terminalPrompts = (output: NodeJS.WriteStream): Prompts => ({
  text: async (message, initialValue) =>
    answerOf(
      await text({
        message,
        output,
        validate: required,
        ...(initialValue !== undefined && { initialValue }),
      }),
    ),
  password: async (message) => answerOf(await password({ message, output, validate: required })),
  show: (message) => log.message(message, { output }),
});

const required = (value: string | undefined): string | undefined =>
  value === undefined || value === "" ? "Please type something." : undefined;

const answerOf = (answer: string | symbol): string => {
  if (typeof answer === "symbol")
    throw new CommandError(EXIT.interrupted, "interrupted", "Cancelled. Nothing was changed.");
  return answer;
};
