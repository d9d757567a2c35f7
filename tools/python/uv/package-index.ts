import { unescape as lenientlyDecoded } from "node:querystring";
import { Trouble } from "../../command/trouble.ts";
import { type Machine, pipSetting, thisMachine } from "./pip-settings.ts";

export const PYPI = "https://pypi.org/simple";

export interface PackageIndex {
  /** Ends with a slash; without credentials. */
  url: string;
  /** The value of the header Authorization, if the configured URL has credentials. */
  authorization: string | undefined;
  /** What uv is told, because it does not read pip's configuration. Holds the credentials: never print it. */
  env: { UV_DEFAULT_INDEX?: string };
}

/**
 * The package index that this machine is configured for: uv's variables, then pip's variable and files, then PyPI.
 * @throws Trouble if the configured index is not an http or https URL
 */
export const packageIndex = async (machine: Machine = thisMachine): Promise<PackageIndex> => {
  const uvs = machine.env["UV_DEFAULT_INDEX"] || machine.env["UV_INDEX_URL"];
  const pips = uvs ? undefined : await pipSetting("index-url", machine);
  // uv allows a name before the URL.
  const configured = (uvs || pips || PYPI).replace(/^[\w.-]+=(?=https?:)/, "");
  const url = URL.canParse(configured) ? new URL(configured) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    const source = uvs ? "UV_DEFAULT_INDEX or UV_INDEX_URL" : "pip's setting index-url";
    throw new Trouble(
      `The local stack installs its tools from a package index over http or https, and ${source} is another kind. Set UV_DEFAULT_INDEX to the URL of an index, such as ${PYPI}.`,
    );
  }
  const { username, password } = url;
  url.username = "";
  url.password = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return {
    url: url.href,
    authorization:
      username || password ? basic(lenientlyDecoded(username), lenientlyDecoded(password)) : undefined,
    env: pips ? { UV_DEFAULT_INDEX: pips } : {},
  };
};

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
