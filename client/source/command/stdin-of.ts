import { addAbortSignal, Readable } from "node:stream";
import { CommandError, EXIT } from "./exit.ts";
import type { Io } from "./io.ts";

/**
 * The bytes of the standard input. Ctrl-C ends the reading, also if the program that writes them does not.
 * @throws CommandError `interrupted`
 */
export async function* stdinOf({ stdin, signal }: Pick<Io, "stdin" | "signal">): AsyncGenerator<Uint8Array> {
  const bytes = stdin();
  if (bytes instanceof Readable) addAbortSignal(signal, bytes);
  try {
    yield* bytes;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new CommandError(EXIT.interrupted, "interrupted", "Interrupted. Nothing was changed.");
  }
}
