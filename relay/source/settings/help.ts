import { OPTIONS, type Option, optionNames, variableOf } from "./options.ts";

const HEAD = `npm run relay -- [--OPTION=VALUE …]   or   node --conditions=malote-source relay/source/main.ts [--OPTION=VALUE …]

Stands near the clients of a Malote service: passes files on while they arrive, or keeps them on disk until the line is up.
Each option may be a variable of the environment instead, such as ${variableOf("max-file")} for --max-file. A flag overrides
its variable. With the local stack running (npm start), no option is needed. The exit code is 2 if a setting is faulty.
`;

/** The text of --help, if it is among the flags. */
export const helpOf = (argv: readonly string[]): string | undefined =>
  argv.some((flag) => flag === "--help" || flag === "-h") ? help() : undefined;

export const help = (): string => {
  const groups = Map.groupBy(optionNames, (name) => OPTIONS[name].group);
  const sections = [...groups].map(
    ([group, names]) => `${group}\n${names.map((name) => entry(name, OPTIONS[name])).join("\n")}`,
  );
  return [HEAD, ...sections].join("\n");
};

const WIDTH = 100;

const entry = (name: string, option: Option): string => {
  const about = [
    ...(option.default ? [`Default: ${option.default}`] : []),
    ...(option.limit ? [`Accepted: ${option.limit}`] : []),
    `Example: --${name}=${option.example}`,
  ];
  const lines = [...wrapped(option.help), ...about.flatMap(wrapped)];
  return `  --${name}=${option.value}\n${lines.map((line) => `      ${line}\n`).join("")}`;
};

const wrapped = (text: string): string[] => {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last.length + word.length + 1 > WIDTH && last !== "") lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
};
