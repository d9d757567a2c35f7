import type { Command, Option } from "./command.ts";
import { table } from "./text.ts";

/** Options that every command has. */
export const COMMON: Record<string, Option> = {
  folder: {
    type: "string",
    value: "DIR",
    help: "the relay's folder. Default: MALOTE_RELAY_FOLDER, or .malote/relay of a local stack",
  },
  json: { type: "boolean", help: "prints one line of JSON, for programs" },
  help: { type: "boolean", help: "prints this" },
};

export const generalHelp = (commands: Record<string, Command>): string[] => [
  "malote-relay COMMAND [options]: looks after the folder of a relay, also while the relay runs or is down.",
  "In a clone: npm run relay:command -- COMMAND [options].",
  "",
  ...table(Object.entries(commands).map(([name, { takes, summary }]) => [`  ${name} ${takes}`, summary])),
  "",
  "malote-relay COMMAND --help tells more about one of them.",
  "Exit codes: 0 done; 1 done, and the outcome is not good (see the command); 2 wrong arguments or no folder of a relay; 3 the disk or the journal failed.",
];

export const helpOf = (name: string, command: Command): string[] => [
  ["malote-relay", name, command.takes, `[options]: ${command.summary}.`].filter(Boolean).join(" "),
  "",
  command.details,
  "",
  "Options:",
  ...table(
    Object.entries({ ...command.options, ...COMMON }).map(([option, { value, help }]) => [
      `  --${option}${value ? ` ${value}` : ""}`,
      help,
    ]),
  ),
  "",
  "Examples:",
  ...command.examples.map((example) => `  ${example}`),
  "",
  `Exit codes: 0 done; ${command.no ? `1 ${command.no.replace(/\.$/, "")}; ` : ""}2 wrong arguments or no folder of a relay; 3 the disk or the journal failed.`,
];
