import { Trouble } from "../../tools/command/trouble.ts";

/**
 * Checks the addresses of a relay that runs already. Any response will do: a relay refuses a request without a token.
 * @throws Trouble (exit code 2 for what is no URL)
 */
export const assertRelayResponds = async (relay: { url: string; statusUrl: string }): Promise<void> => {
  await assertResponds("--relay", relay.url, "No relay");
  await assertResponds("--status", relay.statusUrl, "No status page of a relay");
};

const assertResponds = async (option: string, url: string, what: string): Promise<void> => {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    throw new Trouble(`${option} must be a URL such as http://127.0.0.1:8080, not "${url}".`, {
      exitCode: 2,
    });
  try {
    const response = await fetch(url);
    await response.body?.cancel();
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    throw new Trouble(
      `${what} responds at ${url}${code ? ` (${code})` : ""}. Start one with npm run relay, correct ${option}, or leave out --relay: then the demo starts a relay of its own.`,
    );
  }
};
