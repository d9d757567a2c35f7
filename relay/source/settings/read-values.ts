import {
  isOurs,
  OPTIONS,
  type Option,
  type OptionName,
  optionNames,
  type Values,
  variableOf,
} from "./options.ts";
import { quoted } from "./quoted.ts";
import { suggest } from "./suggest.ts";
import { ValueFault } from "./values.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

interface Text {
  /** As the operator wrote it: `--port` or `MALOTE_RELAY_PORT`. */
  source: string;
  text: string;
}

export interface Reading {
  /** The values that are given or have a default. Not those that are faulty. */
  values: Values;
  /** The options that are given, faulty or not. */
  given: ReadonlySet<OptionName>;
}

/** Reads all options. Every fault is added to `faults`. */
export const readValues = (environment: Environment, argv: readonly string[], faults: string[]): Reading => {
  const given = { ...fromEnvironment(environment, faults), ...fromFlags(argv, faults) };
  const values: Partial<Record<OptionName, unknown>> = {};
  for (const name of optionNames) {
    const option: Option = OPTIONS[name];
    const { source, text } = given[name] ?? { source: `--${name}`, text: option.default };
    if (text === undefined) continue;
    try {
      values[name] = option.read(text);
    } catch (error) {
      if (!(error instanceof ValueFault)) throw error;
      faults.push(`${source} ${error.message}.`);
    }
  }
  return { values: values as Values, given: new Set(Object.keys(given) as OptionName[]) };
};

type Texts = Partial<Record<OptionName, Text>>;

const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);

const meant = (name: string | undefined): string => (name === undefined ? "" : ` Did you mean ${name}?`);

/** An empty variable counts as not set: that is how compose files pass on a variable that is not set. */
const fromEnvironment = (environment: Environment, faults: string[]): Texts => {
  const texts: Texts = {};
  const names = new Map(optionNames.map((name) => [variableOf(name), name]));
  for (const [variable, text = ""] of Object.entries(environment)) {
    if (!isOurs(variable)) continue;
    const name = names.get(variable);
    if (name === undefined) {
      faults.push(`${quoted(variable)} is not a setting.${meant(suggest(variable, [...names.keys()]))}`);
    } else if (text !== "") texts[name] = { source: variable, text };
  }
  return texts;
};

/** `--name=text` or `--name text`. Unlike node:util's parseArgs, a flag without value does not take the next flag as its value. */
function* flagsOf(argv: readonly string[]): Generator<{ flag: string; text?: string }> {
  for (let index = 0; index < argv.length; index++) {
    const flag = argv[index] ?? "";
    const next = argv[index + 1];
    const equals = flag.startsWith("--") ? flag.indexOf("=") : -1;
    if (equals >= 0) yield { flag: flag.slice(0, equals), text: flag.slice(equals + 1) };
    else if (!isOption(flag.slice(2)) || next === undefined || next.startsWith("--")) yield { flag };
    else {
      index++;
      yield { flag, text: next };
    }
  }
}

const fromFlags = (argv: readonly string[], faults: string[]): Texts => {
  const texts: Texts = {};
  for (const { flag, text = "" } of flagsOf(argv)) {
    const name = flag.slice(2);
    if (!flag.startsWith("--") || !isOption(name)) {
      const near = flag.startsWith("-") ? suggest(flag.replace(/^-+/, ""), optionNames) : undefined;
      faults.push(`${quoted(flag)} is not an option.${meant(near && `--${near}`)}`);
    } else if (text === "") {
      faults.push(`--${name} needs a value, such as --${name}=${OPTIONS[name].example}.`);
    } else if (texts[name] !== undefined && !("many" in OPTIONS[name])) {
      faults.push(`--${name} is given twice.`);
    } else {
      const before = texts[name] === undefined ? "" : `${texts[name].text},`;
      texts[name] = { source: `--${name}`, text: before + text };
    }
  }
  return texts;
};
