import { type ParseArgsConfig, parseArgs } from "node:util";
import { Trouble } from "./trouble.ts";

/**
 * Arguments as node:util reads them, strictly: a typo is refused, not ignored.
 * @throws Trouble (exit code 2) with one sentence and where to read on
 */
export const readArguments = <const T extends ParseArgsConfig>(command: string, config: T) => {
  try {
    return parseArgs<T>(config);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Node goes on to explain "--"; its first sentence says what is wrong.
    const sentence = error.message.split(/\.(?:\s|$)/)[0];
    throw new Trouble(`${sentence}. What ${command} takes: ${command} --help`, { exitCode: 2 });
  }
};

/**
 * For a command that takes nothing but --help: whether that was asked for, and has been printed.
 * @throws Trouble (exit code 2) for whatever else is given
 */
export const printedHelp = (command: string, help: string, args?: string[]): boolean => {
  const options = { help: { type: "boolean", default: false } } as const;
  const { values } = readArguments(command, { options, ...(args && { args }) });
  if (values.help) console.log(help);
  return values.help;
};

/** A port as somebody types it; 0 asks for any free one. */
export const readPort = (text: string): number => {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port;
  throw new Trouble(`--port takes a number from 0 to 65535 (0 picks a free one), not "${text}".`, {
    exitCode: 2,
  });
};
