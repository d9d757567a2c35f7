import { Command, CommanderError } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { login } from "./account/login.ts";
import { logout } from "./account/logout.ts";
import { whoami } from "./account/whoami.ts";
import { addCompletion } from "./completion/completion.ts";
import { common, exitCodes, helpWidthOf, wrapped } from "./define.ts";
import { reported } from "./errors.ts";
import { EXIT, type ExitCode, UsageError } from "./exit.ts";
import { status } from "./follow/status.ts";
import { watch } from "./follow/watch.ts";
import { get } from "./get/get.ts";
import type { Io } from "./io.ts";
import { ls } from "./list/ls.ts";
import { mcp } from "./mcp/mcp.ts";
import { put } from "./put/put.ts";
import { rm } from "./remove/rm.ts";

const COMMANDS = [login, put, get, ls, rm, status, watch, mcp, whoami, logout];

const MORE = `
The service: --profile, or MALOTE_URL, or MALOTE_PROFILE, or the local stack of this folder (npm start), or the profile default.
Machines set MALOTE_URL, and MALOTE_USERNAME with MALOTE_PASSWORD or MALOTE_PASSWORD_FILE, or MALOTE_TOKEN (an ID token).
MALOTE_CONFIG_DIR is the folder of profiles and tokens.

Begin with:
  malote login https://…    # once; the local stack needs none
  malote put holiday.mp4
  malote ls

${exitCodes("done, and the outcome is not good (see the command)")}`;

/** Runs one command. @returns the exit code */
export const run = async (argv: readonly string[], io: Io): Promise<ExitCode> => {
  let exit: ExitCode = EXIT.ok;
  const wantsJson = argv.includes("--json");
  const program = new Command("malote")
    .description("Uploads files of any size to a Malote service, follows them, and downloads them.")
    .usage("<command> [options]")
    .addHelpText("after", ({ command }) => wrapped(MORE, helpWidthOf(command)))
    .version(manifest.version, "--version", "the version of this command")
    .exitOverride()
    .configureHelp({
      helpWidth: Math.min(120, io.screen?.columns ?? 100),
      minWidthToWrap: 16,
      showGlobalOptions: false,
    })
    .configureOutput({
      writeOut: (text) => io.print(text.replace(/\n$/, "")),
      writeErr: (text) => {
        if (!wantsJson)
          io.warn(text.replace(/\n$/, "").replace(/^error: (.)/, (_, first) => first.toUpperCase()));
      },
    })
    .showHelpAfterError("See malote --help.");
  for (const option of common("see below")) program.addOption(option);
  let running = "malote";
  program.hook("preAction", (_, command) => {
    running = `malote ${command.name()}`;
  });
  const fail = (error: unknown): ExitCode => {
    const { code, message, exit } = reported(error);
    if (wantsJson) io.warn(JSON.stringify({ error: { code, message } }));
    else io.warn(error instanceof UsageError ? `${message} See ${running} --help.` : message);
    return exit;
  };
  for (const command of COMMANDS) {
    const added = command(io, (code) => {
      exit = code;
    });
    added.copyInheritedSettings(program).showHelpAfterError(`See malote ${added.name()} --help.`);
    program.addCommand(added);
  }
  addCompletion(program, io);
  // commander's own prints the general help for a command that does not exist.
  program
    .command("help")
    .argument("[command]")
    .summary("the help of one command")
    .action((name?: string) => {
      const found = name === undefined ? program : program.commands.find((one) => one.name() === name);
      if (found) found.help();
      else program.error(`error: unknown command '${name}'`, { code: "commander.unknownCommand" });
    });
  try {
    await program.parseAsync(argv, { from: "user" });
    return exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(error);
    if (error.exitCode === 0) return EXIT.ok;
    if (error.code === "commander.help") return argv.length === 0 ? EXIT.usage : EXIT.ok;
    if (wantsJson) return fail(new UsageError(error.message.replace(/^error: /, "")));
    return EXIT.usage;
  }
};
