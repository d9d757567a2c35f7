import envPaths from "env-paths";

/**
 * Where profiles and tokens are kept: `$XDG_CONFIG_HOME/malote` or `~/.config/malote`, `~/Library/Preferences/malote` on macOS,
 * `%APPDATA%\malote\Config` on Windows. MALOTE_CONFIG_DIR overrides it.
 */
export const configFolder = (env: Readonly<Record<string, string | undefined>>): string =>
  env["MALOTE_CONFIG_DIR"] || envPaths("malote", { suffix: "" }).config;
