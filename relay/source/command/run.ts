import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openJournal } from "../spool/index.ts";
import type { Command } from "./command.ts";
import { drain } from "./drain.ts";
import { exportCopies } from "./export.ts";
import { COMMON, generalHelp, helpOf } from "./help.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { list } from "./list.ts";
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
  const [name, ...args] = argv;
  if (name === undefined || name === "--help" || name === "help" || name === "-h") {
    for (const line of generalHelp(COMMANDS)) (name === undefined ? io.warn : io.print)(line);
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return misused(io, `There is no command ${JSON.stringify(name)}.`, "malote-relay --help");
  try {
    const { values, positionals } = parse(command, args);
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
    if (error instanceof UsageError) return misused(io, error.message, `malote-relay ${name} --help`);
    io.warn(`malote-relay ${name} failed: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT.failed;
  }
};

const misused = (io: Io, message: string, help: string): ExitCode => {
  io.warn(message);
  io.warn(`See ${help}.`);
  return EXIT.usage;
};

/** @throws UsageError */
const parse = ({ options }: Command, args: string[]) => {
  const known = Object.fromEntries(
    Object.entries({ ...options, ...COMMON }).map(([name, { type }]) => [name, { type }]),
  );
  try {
    return parseArgs({ args, options: known, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
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
