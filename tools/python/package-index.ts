import { runTool } from "../command/run-tool.ts";

/**
 * uv does not read pip's configuration. Where pip was told to use a mirror, uv is told the same, so that
 * both work in a network that has nothing else.
 */
export const packageIndex = async (python: string, env: NodeJS.ProcessEnv, cwd: string) => {
  if (env["UV_DEFAULT_INDEX"] || env["UV_INDEX_URL"]) return {};
  const configured = await runTool(python, ["-m", "pip", "config", "list"], {
    name: "pip config list",
    cwd,
    env,
  });
  const index = indexUrlIn(configured);
  return index ? { UV_DEFAULT_INDEX: index } : {};
};

/** The index in what `pip config list` prints: the environment's, else the one for installing, else global. */
export const indexUrlIn = (configured: string): string | undefined => {
  for (const scope of [":env:", "install", "global"]) {
    const found = configured.match(new RegExp(`^${scope}\\.index-url='(.+)'$`, "m"));
    if (found?.[1]) return found[1];
  }
  return undefined;
};
