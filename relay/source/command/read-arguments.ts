import { parseArgs } from "node:util";
import { suggest } from "../settings/suggest.ts";
import type { Option } from "./command.ts";
import { UsageError } from "./io.ts";

type Options = Record<string, Option>;

export interface Arguments {
  values: Record<string, string | boolean | undefined>;
  positionals: string[];
}

const tokensOf = (args: readonly string[], options: Options) =>
  parseArgs({
    args: [...args],
    options: Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });

/**
 * The name of the command, and what is before and after it: options may come first. `options` are those of all commands.
 * Without a name, `rest` is everything.
 */
export const nameAndRest = (
  argv: readonly string[],
  options: Options,
): { name: string | undefined; rest: string[] } => {
  const first = tokensOf(argv, options).tokens.find(({ kind }) => kind === "positional");
  const at = first?.index ?? argv.length;
  return { name: argv[at], rest: argv.filter((_, index) => index !== at) };
};

/** The options and the other arguments of one command. @throws UsageError that names the option, and a near one */
export const readArguments = (args: readonly string[], options: Options): Arguments => {
  const { tokens, positionals } = tokensOf(args, options);
  const values: Arguments["values"] = {};
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) throw unknownOption(rawName, name, options);
    if (option.type === "boolean") {
      if (value !== undefined) throw new UsageError(`${rawName} takes no value.`);
      values[name] = true;
      continue;
    }
    // The next option is no value of this one.
    const isMissing = value === undefined || value === "" || (!inlineValue && value.startsWith("-"));
    if (isMissing) throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value ?? "VALUE"}.`);
    values[name] = value;
  }
  return { values, positionals: positionals.filter((each) => typeof each === "string") };
};

const unknownOption = (rawName: string, name: string, options: Options): UsageError => {
  const near = suggest(name, Object.keys(options));
  const meant = near === undefined ? "" : ` Did you mean --${near}?`;
  return new UsageError(`${JSON.stringify(rawName)} is not an option of this command.${meant}`);
};
