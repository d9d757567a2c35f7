import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

export interface Machine {
  env: NodeJS.ProcessEnv;
  home: string;
  platform: NodeJS.Platform;
  /** The text of a file; undefined if it cannot be read. */
  read: (path: string) => Promise<string | undefined>;
}

export const thisMachine: Machine = {
  env: process.env,
  home: homedir(),
  platform: process.platform,
  read: (path) => readFile(path, "utf8").catch(() => undefined),
};

/**
 * A setting of `pip install`, such as index-url, as pip itself would find it: the environment variable first, then the
 * sections [install] and [global] of pip's configuration files, of which a later file overrides an earlier one.
 * Source: https://pip.pypa.io/en/stable/topics/configuration/
 */
export const pipSetting = async (
  name: string,
  machine: Machine = thisMachine,
): Promise<string | undefined> => {
  const fromEnvironment = machine.env[`PIP_${name.toUpperCase().replaceAll("-", "_")}`];
  if (fromEnvironment) return fromEnvironment;
  const texts = await readConfiguration(machine);
  const found = new Map(texts.flatMap((text) => [...settingsOf(text, name)]));
  return found.get("install") ?? found.get("global");
};

interface ConfigurationFiles {
  shared: string[];
  user: string[];
}

/** pip's configuration files, from the weakest to the strongest. Those of a virtual environment are not among them. */
const readConfiguration = async ({ env, home, platform, read }: Machine): Promise<string[]> => {
  const chosen = env["PIP_CONFIG_FILE"];
  // pip reads no file at all if the variable names the null device.
  if (chosen === "/dev/null" || chosen === "nul") return [];
  const { shared, user } = configurationFiles(env, home, platform);
  const chosenText = chosen ? await read(chosen) : undefined;
  const texts = await Promise.all([...shared, ...(chosenText === undefined ? user : [])].map(read));
  return [...texts, chosenText].filter((text) => text !== undefined);
};

const configurationFiles = (
  env: NodeJS.ProcessEnv,
  home: string,
  platform: NodeJS.Platform,
): ConfigurationFiles => {
  if (platform === "win32")
    return {
      shared: [join(env["PROGRAMDATA"] || "C:\\ProgramData", "pip", "pip.ini")],
      user: [
        join(home, "pip", "pip.ini"),
        join(env["APPDATA"] || join(home, "AppData", "Roaming"), "pip", "pip.ini"),
      ],
    };
  const user = [
    join(home, ".pip", "pip.conf"),
    join(env["XDG_CONFIG_HOME"] || join(home, ".config"), "pip", "pip.conf"),
  ];
  if (platform === "darwin") {
    const library = join("Library", "Application Support", "pip", "pip.conf");
    return { shared: [join("/", library)], user: [...user, join(home, library)] };
  }
  const folders = (env["XDG_CONFIG_DIRS"] || "/etc/xdg").split(":");
  return { shared: [...folders.map((folder) => join(folder, "pip", "pip.conf")), "/etc/pip.conf"], user };
};

/** The values of one setting in a configuration file, by section. */
const settingsOf = (text: string, name: string): Map<string, string> => {
  const values = new Map<string, string>();
  let section = "";
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[(.+)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) section = header;
    // pip accepts an option as on its command line, with two hyphens before it,
    const [, key, value] = /^\s*(?:--)?([\w-]+)\s*[=:]\s*(.*\S)\s*$/.exec(line) ?? [];
    // and an underscore for a hyphen.
    if (value !== undefined && key?.toLowerCase().replaceAll("_", "-") === name) values.set(section, value);
  }
  return values;
};
