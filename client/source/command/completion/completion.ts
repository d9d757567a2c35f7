import { script } from "@bomb.sh/tab";
import { Argument, type Command } from "commander";
import { profilesIn } from "../config/profiles.ts";
import type { Io } from "../io.ts";
import { candidatesFor } from "./candidates.ts";

/**
 * For bash. The library's own script needs the package bash-completion, and evaluates what was typed.
 * `-o default` completes names of files where the command offers nothing.
 */
const BASH = `# bash completion of malote
_malote() {
  local out directive IFS=$'\\n'
  out=$(malote complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null) || return
  directive=\${out##*:}
  compopt +o default
  [ "$directive" = 0 ] && compopt -o default
  COMPREPLY=($(printf '%s\\n' "\${out%:*}" | cut -f1))
}
complete -o default -F _malote malote`;

const DETAILS = `Prints a script that completes commands, options, profiles and names of files at Tab.

  bash        echo 'source <(malote completion bash)' >> ~/.bashrc
  zsh         echo 'source <(malote completion zsh)' >> ~/.zshrc
  fish        malote completion fish > ~/.config/fish/completions/malote.fish
  powershell  malote completion powershell >> $PROFILE

A new shell has it. In ~/.zshrc the line must come after compinit. The script calls malote, which must be in the PATH. The one for PowerShell was not tried by us.`;

/** `malote completion SHELL` prints a script, which calls `malote complete -- WORDS…` at each Tab. */
export const addCompletion = (program: Command, io: Pick<Io, "print" | "configFolder">): void => {
  program
    .command("completion")
    .summary("a script that completes words at Tab")
    .description(DETAILS)
    .showHelpAfterError("See malote completion --help.")
    .addArgument(
      new Argument("<shell>", "the shell that is used").choices(["bash", "zsh", "fish", "powershell"]),
    )
    .action((shell: string) => {
      if (shell === "bash") io.print(BASH);
      else script(shell, "malote", "malote");
    });
  program
    .command("complete", { hidden: true })
    .argument("[words...]")
    .action(async (words: string[]) => {
      const { words: known, files } = await candidatesFor(program, words, async (option) =>
        option.long === "--profile" ? Object.keys(await profilesIn(io.configFolder).all()) : undefined,
      );
      for (const [word, meaning] of known) io.print(meaning === "" ? word : `${word}\t${meaning}`);
      // The directives of cobra, which the scripts know: 0 names of files where nothing else is offered, 4 no names of files.
      io.print(files ? ":0" : ":4");
    });
};
