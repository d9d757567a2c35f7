import type { Command, Option } from "commander";

/** What may follow: words with what they mean, or names of files. */
export interface Candidates {
  words: readonly (readonly [word: string, meaning: string])[];
  files: boolean;
}

const NOTHING: Candidates = { words: [], files: false };

/**
 * What the last of `words` may become. It may be empty.
 * @param values what an option accepts that its definition does not say, such as the names of profiles
 */
export const candidatesFor = async (
  program: Command,
  words: readonly string[],
  values: (option: Option) => Promise<readonly string[] | undefined>,
): Promise<Candidates> => {
  const { before, word } = split(words);
  const command = program.commands.find((one) => one.name() !== "help" && before.includes(one.name()));
  const options = (command ?? program).createHelp().visibleOptions(command ?? program);
  const pending = options.find(
    (option) => takesValue(option) && [option.long, option.short].includes(before.at(-1) ?? ""),
  );
  if (pending) {
    if (pending.long === "--output") return { words: [], files: true };
    const known = pending.argChoices ?? (await values(pending)) ?? [];
    return startingWith(
      word,
      known.map((value) => [value, ""]),
    );
  }
  if (word.startsWith("-"))
    return startingWith(
      word,
      options.map((option) => [option.long ?? option.short ?? "", option.description]),
    );
  if (!command) {
    const visible = program.createHelp().visibleCommands(program);
    return startingWith(
      word,
      visible.map((one) => [one.name(), one.summary() || one.description()]),
    );
  }
  const [argument] = command.registeredArguments;
  if (argument?.argChoices)
    return startingWith(
      word,
      argument.argChoices.map((choice) => [choice, ""]),
    );
  return ["put", "mcp"].includes(command.name()) ? { words: [], files: true } : NOTHING;
};

/**
 * The word at the cursor, and those before it. `--status=p` is the value `p` of `--status`. bash has made three words of it:
 * `--status`, `=` and `p`, or two of `--status=`.
 */
const split = (words: readonly string[]): { before: readonly string[]; word: string } => {
  const [word = ""] = words.slice(-1);
  const before = words.slice(0, -1);
  if (word === "=") return { before, word: "" };
  if (before.at(-1) === "=") return { before: before.slice(0, -1), word };
  const [, option, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
  return option === undefined || value === undefined
    ? { before, word }
    : { before: [...before, option], word: value };
};

const takesValue = (option: Option): boolean => option.required || option.optional;

const startingWith = (word: string, known: readonly (readonly [string, string])[]): Candidates => ({
  words: known.filter(([one]) => one.startsWith(word)),
  files: false,
});
