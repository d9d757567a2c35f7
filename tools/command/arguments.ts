import { type ParseArgsConfig, parseArgs } from "node:util";
import { Trouble } from "./trouble.ts";

/**
 * Reads arguments with node:util, which refuses an unknown option instead of ignoring a typo.
 * @throws Trouble (exit code 2) with one sentence and the command that prints the help
 */
export const readArguments = <const T extends ParseArgsConfig>(command: string, config: T) => {
  try {
    return parseArgs<T>(config);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // The first sentence of Node's message is the error. The others explain "--".
    const sentence = error.message.split(/\.(?:\s|$)/)[0];
    throw new Trouble(`${sentence}. For help: ${command} --help`, { exitCode: 2 });
  }
};

/**
 * For a command whose only option is --help. Prints the help when --help is given, and returns whether it did.
 * @throws Trouble (exit code 2) for any other argument
 */
export const printedHelp = (command: string, help: string, args?: string[]): boolean => {
  const options = { help: { type: "boolean", default: false } } as const;
  const { values } = readArguments(command, { options, ...(args && { args }) });
  if (values.help) console.log(help);
  return values.help;
};

/**
 * Reads the value of --port. 0 stands for any free port.
 * @throws Trouble (exit code 2) for anything but a port
 */
export const readPort = (text: string): number => {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port;
  throw new Trouble(`--port must be a number from 0 to 65535 (0 picks a free one), not "${text}".`, {
    exitCode: 2,
  });
};
