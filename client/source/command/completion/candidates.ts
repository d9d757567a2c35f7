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
  const before = words.slice(0, -1);
  const [word = ""] = words.slice(-1);
  const command = program.commands.find((one) => before.includes(one.name()));
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

const takesValue = (option: Option): boolean => option.required || option.optional;

const startingWith = (word: string, known: readonly (readonly [string, string])[]): Candidates => ({
  words: known.filter(([one]) => one.startsWith(word)),
  files: false,
});
