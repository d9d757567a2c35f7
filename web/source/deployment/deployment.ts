/** What `config.json` beside the page says. Everything else comes from the service itself. */
export interface Config {
  /** The URL of the API. */
  api_url: string;
  /** Accounts of the local stack that are signed in with one click. Never in a deployment. */
  accounts?: string[];
  /** Where the API can be tried, on the local stack. */
  docs_url?: string;
}

export class ConfigMissing extends Error {
  override name = "ConfigMissing";
}

/** @throws ConfigMissing if there is no valid config.json; TypeError if it cannot be loaded now */
export const loadConfig = async (): Promise<Config> => {
  const response = await fetch("config.json", { cache: "no-cache" });
  const config: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
  if (!isConfig(config)) throw new ConfigMissing(`config.json: ${response.status}`);
  return { ...config, api_url: config.api_url.replace(/\/+$/, "") };
};

const isConfig = (value: unknown): value is Config =>
  typeof value === "object" &&
  value !== null &&
  "api_url" in value &&
  typeof value.api_url === "string" &&
  URL.canParse(value.api_url);
