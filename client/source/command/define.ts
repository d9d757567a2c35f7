import { Command, Help, Option } from "commander";
import type { ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";

/** What a command gets: its own options, and those that all have. */
export interface Given<Options> {
  args: string[];
  options: Options & { profile?: string; json?: boolean };
  io: Io;
}

export interface Definition<Options> {
  /** The name and what follows it: `get <file-id...>`. */
  usage: string;
  /** One line. */
  summary: string;
  /** Paragraphs of the help. */
  details: string;
  /** A command line, and what it does. */
  examples: readonly (readonly [command: string, what: string])[];
  /** What exit code 1 means. */
  no?: string;
  /** The exit codes, where they are not those of the other commands. */
  exits?: string;
  options?: readonly Option[];
  /** Whether the help names `--json`. Default: true */
  json?: boolean;
  run(given: Given<Options>): Promise<ExitCode>;
}

/** Builds a command of commander. `end` receives its exit code. */
export const define =
  <Options>(definition: Definition<Options>) =>
  (io: Io, end: (code: ExitCode) => void): Command => {
    const {
      usage,
      summary,
      details,
      examples,
      no,
      exits = exitCodes(no),
      options = [],
      json = true,
      run,
    } = definition;
    const [name = "", ...rest] = usage.split(" ");
    const command = new Command(name).summary(summary).description(details);
    for (const argument of rest) command.argument(argument);
    for (const option of [...options, ...common()])
      command.addOption(option.long === "--json" ? option.hideHelp(!json) : option);
    command.addHelpText("after", () => {
      const width = helpWidthOf(command);
      const more = wrapped(`${exits}\nMore: docs/client/command.md#${name}`, width);
      return ["", "Examples:", ...exampleLines(examples, width), "", more].join("\n");
    });
    return command.action(async (...given: unknown[]) => {
      const args = given
        .slice(0, command.registeredArguments.length)
        .flat()
        .filter((one) => typeof one === "string");
      // commander knows no types of options.
      const values = command.optsWithGlobals() as Given<Options>["options"];
      end(await run({ args, options: values, io }));
    });
  };

/** Each example in a line with what it does, or below it where the terminal is too narrow. */
const exampleLines = (examples: Definition<unknown>["examples"], width: number): string[] => {
  const widest = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `  ${line.padEnd(widest)}  # ${what}`);
  if (lines.every((line) => line.length <= width)) return lines;
  return examples.flatMap(([line, what]) => [`  # ${what}`, `  ${line}`]);
};

/** Columns of the help. */
export const helpWidthOf = (command: Command): number => command.configureHelp().helpWidth ?? 80;

/** Lines without a word that the terminal would cut in two. */
export const wrapped = (text: string, width: number): string => new Help().boxWrap(text, width);

/** Options of every command. They may also come before its name. */
export const common = (profile = "see malote --help"): Option[] => [
  new Option("--profile <name>", `the service and the account, from malote login. Default: ${profile}`),
  new Option("--json", "one line of JSON for each result, for programs"),
];

export const exitCodes = (no?: string): string =>
  `Exit codes: 0 done; ${no === undefined ? "" : `1 ${no}; `}2 wrong arguments; 3 sign in first; 4 the service cannot be reached, try again later; 130 Ctrl-C.`;
