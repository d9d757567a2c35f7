import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { suggest } from "../settings/suggest.ts";
import { openJournal } from "../spool/index.ts";
import type { Command, Option } from "./command.ts";
import { drain } from "./drain.ts";
import { exportCopies } from "./export.ts";
import { COMMON, generalHelp, helpOf } from "./help.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { list } from "./list.ts";
import { nameAndRest, readArguments } from "./read-arguments.ts";
import { remove } from "./remove.ts";
import { retry } from "./retry.ts";
import { status } from "./status.ts";
import { verify } from "./verify.ts";

export const COMMANDS: Record<string, Command> = {
  status,
  list,
  retry,
  remove,
  drain,
  verify,
  export: exportCopies,
};

/** Runs one command. @returns the exit code */
export const runCommand = async (argv: readonly string[], io: Io): Promise<ExitCode> => {
  const { name, rest } = nameAndRest(argv, allOptions());
  const wantsHelp = rest.includes("--help") || rest.includes("-h");
  if (name === "help" || (name === undefined && (wantsHelp || argv.length === 0))) {
    const asked = name === "help" || wantsHelp;
    for (const line of generalHelp(COMMANDS)) (asked ? io.print : io.warn)(line);
    return asked ? EXIT.ok : EXIT.usage;
  }
  if (name === undefined) return misused(io, "Name a command, such as status.");
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    const near = suggest(name, Object.keys(COMMANDS));
    const meant = near === undefined ? "" : ` Did you mean ${near}?`;
    return misused(io, `There is no command ${JSON.stringify(name)}.${meant}`);
  }
  try {
    const { values, positionals } = readArguments(rest, { ...command.options, ...COMMON });
    if (values["help"]) {
      for (const line of helpOf(name, command)) io.print(line);
      return EXIT.ok;
    }
    if (command.takes === "" && positionals.length > 0)
      throw new UsageError(`${name} accepts options only, not ${JSON.stringify(positionals[0])}.`);
    const folder = folderOf(values["folder"], io);
    const journal = openJournal(folder);
    try {
      return await command.run({ journal, folder, options: values, positionals, io });
    } finally {
      await journal.close();
    }
  } catch (error) {
    if (error instanceof UsageError) return misused(io, error.message, name);
    io.warn(`malote-relay ${name} failed: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT.failed;
  }
};

/** Of all commands: the name of the command may come after them. */
const allOptions = (): Record<string, Option> =>
  Object.assign({}, ...Object.values(COMMANDS).map(({ options }) => options), COMMON);

const misused = (io: Io, message: string, name?: string): ExitCode => {
  const help = name === undefined ? "--help" : `${name} --help`;
  io.warn(message);
  io.warn(`See malote-relay ${help} (in a clone: npm run relay:command -- ${help}).`);
  return EXIT.usage;
};

/** @throws UsageError */
const folderOf = (option: string | boolean | undefined, { env, cwd }: Io): string => {
  const given = typeof option === "string" ? option : env["MALOTE_RELAY_FOLDER"];
  const folder = resolve(cwd, given || join(".malote", "relay"));
  if (existsSync(join(folder, "journal.sqlite"))) return folder;
  throw new UsageError(
    given
      ? `${folder} is not the folder of a relay: it has no journal.sqlite.`
      : "Name the relay's folder with --folder or MALOTE_RELAY_FOLDER.",
  );
};
